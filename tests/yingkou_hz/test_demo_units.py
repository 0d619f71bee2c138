"""The demonstration's succession 国税+地税 → 税务: a public fact with its source, played through the verbs."""

import datetime as dt
import json

import pytest
from django.conf import settings

from accounts import clock
from accounts.models import Role, Unit
from tests.cast import appoint
from yingkou_hz import demo_units

DAY = dt.date(2018, 7, 5)


@pytest.fixture
def told() -> list[dict]:
    path = settings.BASE_DIR / "fixtures" / "demonstration" / "script.json"
    return json.loads(path.read_text("utf-8"))["successions"]


@pytest.fixture
def clerks(document, told) -> dict:
    units = Unit.objects.filter(name__in=told[0]["from"])
    return {unit.pk: appoint(f"unit-{unit.pk}", unit, Role.CLERK) for unit in units}


def test_every_succession_says_where_it_is_known_from(told):
    assert told and all(each["source"] and "演示数据" in each["note"] for each in told)


def test_before_its_day_nothing_happens(told, clerks, admin):
    assert demo_units.play(told, DAY - dt.timedelta(1), clerks, admin) == told
    assert not Unit.objects.filter(closed_on__isnull=False).exists()


def test_two_offices_become_one_and_their_clerks_sit_in_it(told, clerks, admin):
    old = dict(clerks)
    assert demo_units.play(told, DAY, clerks, admin) == []
    heir = Unit.objects.get(name=told[0]["name"])
    assert [unit.label(DAY) for unit in heir.predecessors.all()] == [
        "市地税局（现市税务局）",
        "市国税局（现市税务局）",
    ]
    with clock.at(DAY):
        for unit in heir.predecessors.all():
            assert clerks[unit.pk] == old[unit.pk]
            assert heir in clerks[unit.pk].units_as(Role.CLERK) and unit in clerks[unit.pk].units_as(
                Role.CLERK
            )

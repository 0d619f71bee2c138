"""Every verb of the tasks, and its four second actions: twice, by the wrong person, at once, after the end.

The list of verbs is the journal's own (accounts/verbs.py): a new verb of these families turns red until its row stands here.
"""

from types import SimpleNamespace

import pytest

from accounts import clock
from accounts.journal import Conflict, Refused
from accounts.models import Event
from tests.tasks.pressing import CASES, OURS, TODAY


@pytest.fixture
def cast(request, document, other_unit, files):
    names = ("clerk", "other_clerk", "reviewer", "leader", "member", "supervisor")
    people = {name: request.getfixturevalue(name) for name in names}
    with clock.at(TODAY):
        yield SimpleNamespace(document=document, other_unit=other_unit, **people)


@pytest.fixture
def scene(cast, request):
    """Return the case of a verb with its row, and two who looked at it before either pressed."""
    verb = request.param
    case = CASES[verb]
    row = case.row(cast)
    before = Event.objects.filter(verb=verb).count()

    def look():
        return case.read(cast, type(row).objects.get(pk=row.pk))

    def done() -> int:
        return Event.objects.filter(verb=verb).count() - before

    who, wrong = getattr(cast, case.who), getattr(cast, case.wrong)
    return SimpleNamespace(case=case, row=row, cast=cast, look=look, done=done, who=who, wrong=wrong)


def each_verb(verbs=OURS):
    return pytest.mark.parametrize("scene", verbs, indirect=True)


def test_every_verb_has_its_row_and_no_row_is_of_nothing():
    assert sorted(CASES) == sorted(OURS)
    assert {verb for verb, case in CASES.items() if case.end is None} == {
        "evaluation.open",
        "order.draft",
        "meeting.call",
    }, "only what begins something new has no end before it"


@each_verb()
def test_pressed_twice_it_is_done_once(scene):
    press = scene.look()
    press(scene.who, "one-press")
    scene.look()(scene.who, "one-press") if scene.case.is_new_each_time else press(scene.who, "one-press")
    assert scene.done() == 1


@each_verb()
def test_the_wrong_person_is_refused_and_nothing_changes(scene):
    with pytest.raises(Refused) as refused:
        scene.look()(scene.wrong, "wrong")
    assert scene.done() == 0 and str(refused.value).endswith("。")


@each_verb()
def test_of_two_who_looked_at_the_same_time_the_second_is_told(scene):
    first, second = scene.look(), scene.look()
    first(scene.who, "first")
    if scene.case.is_new_each_time:
        second(scene.who, "second")
        assert scene.done() == 2
        return
    with pytest.raises((Refused, Conflict)):
        second(scene.who, "second")
    assert scene.done() == 1


@each_verb([verb for verb, case in CASES.items() if case.end])
def test_after_the_end_it_is_refused_in_words(scene):
    scene.case.end(scene.cast, type(scene.row).objects.get(pk=scene.row.pk))
    before = scene.done()
    with pytest.raises(Refused) as refused:
        scene.look()(scene.who, "late")
    assert scene.done() == before and str(refused.value).endswith("。")

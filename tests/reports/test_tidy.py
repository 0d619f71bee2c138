"""Tidy data of an edition: every figure of it, stable names, a dictionary that leaves nothing out."""

import csv
import io
import json
import zipfile
from decimal import Decimal

import pytest

from reports import tidy
from tests.reports.papers import CODE, FORMULAS, QUARTERS, awkward, extreme, spring


@pytest.fixture(scope="module", params=QUARTERS, ids=lambda quarter: quarter.__name__)
def context(request):
    return request.param()


@pytest.fixture(scope="module")
def said(context) -> dict:
    return json.loads(tidy.as_json(context, CODE))


def sheets(context) -> dict[str, list[dict]]:
    archive = zipfile.ZipFile(io.BytesIO(tidy.as_csv(context, CODE)))
    return {
        name.removesuffix(".csv"): list(
            csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline=""))
        )
        for name in archive.namelist()
    }


def test_json_holds_every_figure_of_the_edition(context, said):
    rows = [*(row for phase in context.phases for row in phase.rows), *context.task_rows]
    assert len(said["indicators"]) == len(rows)
    for row, told in zip(rows, said["indicators"], strict=True):
        assert (told["slug"], told["signal"], told["signal_key"]) == (
            row.slug,
            row.signal.word,
            row.signal.key,
        )
        wanted = {"value": row.value, "completion": row.completion, "gap": row.gap, "growth": row.growth}
        wanted["target"] = row.target and row.target.figure
        wanted["forecast"] = row.forecast and row.forecast.total
        for name, figure in wanted.items():
            value = figure.value if figure else None
            assert told[name] == (None if value is None else pytest.approx(float(value), rel=1e-15)), name


def test_json_holds_every_quarter_task_update_and_gap(context, said):
    assert len(said["quarters"]) == sum(len(indicator.points) for indicator in context.indicators)
    assert [task["number"] for task in said["tasks"]] == [task.number for task in context.tasks]
    assert len(said["updates"]) == sum(len(task.updates) for task in context.tasks)
    assert len(said["missing"]) == len(context.reporting.missing)
    assert [each["reason"] for each in said["corrections"]] == [each.reason for each in context.corrections]


def test_csv_holds_the_same_as_json(context, said):
    for table in tidy.TABLES:
        rows = sheets(context)[table.label]
        assert len(rows) == len(said[table.name])
        for told, row in zip(said[table.name], rows, strict=True):
            for field in table.fields:
                if field.kind == tidy.NUMBER:
                    exact = row[field.name] and float(Decimal(row[field.name]))
                    assert exact == ("" if told[field.name] is None else told[field.name]), field.name


def test_the_dictionary_names_every_field_once(said):
    named = [(each["表"], each["字段"]) for each in said["dictionary"]]
    assert len(named) == len(set(named))
    for table in tidy.TABLES:
        assert [field for name, field in named if name == table.name] == [
            field.name for field in table.fields
        ]
        assert all(set(row) == {field.name for field in table.fields} for row in said[table.name])


def test_the_data_say_what_edition_they_are_of():
    said = json.loads(tidy.as_json(spring(), CODE))["edition"]
    assert (said["check_code"], said["quarter"]) == (CODE, "2019Q1")
    assert "第2版（更正）" in said["edition"] and said["demonstration"].startswith("演示数据")
    assert "演示数据" in "".join(row["内容"] for row in sheets(spring())["说明"])


def test_numbers_have_no_exponent_and_texts_no_formula():
    for context in (extreme(), awkward()):
        for name, rows in sheets(context).items():
            for row in rows:
                for field, value in row.items():
                    assert not value.startswith(("=", "+", "@", "\t", "\r")), (name, field, value)
                    assert "E+" not in value.replace(str(FORMULAS), "") or not value[0].isdigit()

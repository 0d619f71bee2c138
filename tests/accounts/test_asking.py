"""What every form that asks for an act shares."""

import pytest
from django import forms
from django.test import RequestFactory

from accounts.asking import is_done, version_seen
from accounts.journal import Refused


class Form(forms.Form):
    text = forms.CharField()


def test_an_empty_or_wrong_form_does_nothing():
    done = []
    assert not is_done(Form(None), lambda: done.append(1)) and not is_done(Form({}), lambda: done.append(1))
    assert done == []


def test_what_is_missing_is_asked_for_in_our_words():
    class Empty(forms.Form):
        text, unit = forms.CharField(), forms.ChoiceField(choices=[("A", "甲")])

    assert Empty({}).errors == {"text": ["请填写。"], "unit": ["请选择。"]}


def test_a_refusal_is_told_beside_what_was_typed():
    def refuse():
        raise Refused("已办结")

    form = Form({"text": "写了很久"})
    assert (
        not is_done(form, refuse)
        and "已办结" in form.non_field_errors()
        and form["text"].value() == "写了很久"
    )
    assert is_done(Form({"text": "x"}), lambda: None)


def test_what_is_not_told_is_raised():
    def fail():
        raise KeyError

    with pytest.raises(KeyError):
        is_done(Form({"text": "x"}), fail)


@pytest.mark.parametrize(
    ("sent", "seen"), [("7", 7), ("", None), ("x", None), ("-1", None), ("٣", None), ("1" * 10, None)]
)
def test_a_version_is_a_short_number_or_none(sent, seen):
    assert version_seen(RequestFactory().post("/", {"rv": sent}), "rv") == seen

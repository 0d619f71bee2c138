"""Each public adversarial case 对抗用例 of TRUST §6 is a test that bears its number, or docs/decisions.md says why not."""

from tests.cases import CASES, DECISIONS, claimed, left_out


def test_every_case_is_a_test_or_a_decision_says_why_not():
    open_ones = CASES.keys() - claimed().keys() - left_out(DECISIONS.read_text("utf-8"))
    assert {number: CASES[number] for number in sorted(open_ones)} == {}


def test_no_test_claims_a_case_that_there_is_not():
    assert claimed().keys() - CASES.keys() == set()


def test_what_is_left_out_has_no_test():
    """A case that has got its test is no longer excused: a new decision lists what remains."""
    assert left_out(DECISIONS.read_text("utf-8")) & claimed().keys() == set()


def test_a_case_is_found_by_its_number(request):
    """`pytest -k U07` runs what claims U07; that this session holds such tests depends on what was asked for."""
    for item in request.session.items:
        for marker in item.iter_markers("case"):
            assert set(marker.args) <= set(item.listextrakeywords())

"""The sheet as two clerks, a slow browser and a hurried hand use it: nothing typed is lost, nothing is overwritten unseen."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import Event, Role
from indicators.models import Actual
from submissions.quarters import Quarter
from tests import builders
from tests.cast import appoint

SECOND_QUARTER = Quarter(2018, 2)


@pytest.fixture(autouse=True)
def july():
    with clock.at(dt.date(2018, 7, 9)):
        yield


@pytest.fixture
def submission(document, committee, reviewer):
    return builders.own(builders.open_period(document, reviewer, SECOND_QUARTER), committee)


@pytest.fixture
def url(submission):
    return reverse("indicators:sheet", args=[submission.pk])


@pytest.fixture
def colleague(committee):
    return appoint("colleague", committee, Role.CLERK)


def typed(page, **changes) -> dict:
    """Return what the page would send, with some fields typed over: new_registrations="838"."""
    data = {"key": page.context["key"], "act": "save"}
    for line in page.context["lines"]:
        for name in line.form.fields:
            value = line.form[name].value()
            data[line.form.add_prefix(name)] = "" if value is None else value
        if line.has_single:
            data |= {
                line.form.add_prefix("single"): line.single,
                line.form.add_prefix("shown"): line.form.shown,
            }
    wanted = {name.replace("__", "-").replace("_", "-"): value for name, value in changes.items()}
    return data | {f"{slug}-value": value for slug, value in wanted.items()}


def value(slug):
    return Actual.objects.get(item__slug=slug).value


def test_sheet_cells_nobody_touched_do_not_clash(signed_in, clerk, colleague, url):
    """A has the sheet open while B saves 产学研; A saves another cell: B's figure stays, and A is not bothered."""
    open_page = signed_in(clerk).get(url)
    signed_in(colleague).post(url, typed(signed_in(colleague).get(url), industry_university_projects="52"))
    answer = signed_in(clerk).post(url, typed(open_page, new_registrations="838"))
    assert answer.status_code == 302
    assert (value("industry-university-projects"), value("new-registrations")) == (52, 838)


@pytest.mark.case("C02")
def test_sheet_one_cell_typed_by_two_shows_both_values_and_writes_neither(signed_in, clerk, colleague, url):
    open_page = signed_in(clerk).get(url)
    signed_in(colleague).post(url, typed(signed_in(colleague).get(url), new_registrations="840"))
    answer = signed_in(clerk).post(url, typed(open_page, new_registrations="838", venture_backed="2"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "838" in page and "840" in page and "colleague某" in page
    assert value("new-registrations") == 840
    assert not Actual.objects.filter(item__slug="venture-backed").exists()


def forms_of(answer) -> list[dict]:
    """Return what each form of a page would send."""
    page = answer.content.decode().split("<form")[1:]
    found = []
    for form in page:
        fields = [part.split(">")[0] for part in form.split("</form>")[0].split("<input")[1:]]
        pick = lambda field, name: field.split(f'{name}="')[1].split('"')[0] if f'{name}="' in field else ""  # noqa: E731
        found.append({pick(field, "name"): pick(field, "value") for field in fields})
    return found


@pytest.fixture
def clash(signed_in, clerk, colleague, url):
    open_page = signed_in(clerk).get(url)
    signed_in(colleague).post(url, typed(signed_in(colleague).get(url), new_registrations="840"))
    answer = signed_in(clerk).post(url, typed(open_page, new_registrations="838", venture_backed="2"))
    return [form for form in forms_of(answer) if "venture-backed-value" in form]


@pytest.mark.case("C02")
def test_sheet_after_a_clash_mine_may_be_taken(signed_in, clerk, url, clash):
    mine = next(form for form in clash if "new-registrations-value" in form)
    assert signed_in(clerk).post(url, mine).status_code == 302
    assert (value("new-registrations"), value("venture-backed")) == (838, 2)


@pytest.mark.case("C02")
def test_sheet_after_a_clash_theirs_may_stay_and_the_rest_is_saved(signed_in, clerk, url, clash):
    rest = next(form for form in clash if "new-registrations-value" not in form)
    assert signed_in(clerk).post(url, rest).status_code == 302
    assert (value("new-registrations"), value("venture-backed")) == (840, 2)


@pytest.mark.case("C02")
def test_sheet_clash_tells_who_and_when_and_both_writes_are_in_the_journal(
    signed_in, clerk, colleague, submission, url
):
    with clock.at(dt.datetime(2018, 7, 9, 9, 30, tzinfo=clock.SHANGHAI)):
        open_page = signed_in(clerk).get(url)
        signed_in(colleague).post(url, typed(signed_in(colleague).get(url), new_registrations="840"))
    answer = signed_in(clerk).post(url, typed(open_page, new_registrations="838"))
    assert "colleague某 7月9日 09:30" in answer.content.decode()
    mine = next(form for form in forms_of(answer) if form.get("new-registrations-value") == "838")
    assert signed_in(clerk).post(url, mine).status_code == 302
    told = [(event.who, event.changes) for event in Event.objects.filter(verb="line.put").order_by("seq")]
    assert [who for who, _ in told] == ["colleague某（colleague）", "clerk某（clerk）"]
    assert "840" in str(told[0][1]) and "840" in str(told[1][1]) and "838" in str(told[1][1])


def test_sheet_sent_after_it_was_handed_in_is_refused_and_keeps_what_was_typed(
    signed_in, clerk, colleague, submission, url
):
    open_page = signed_in(clerk).get(url)
    builders.submit(submission, colleague)
    answer = signed_in(clerk).post(url, typed(open_page, new_registrations="838"))
    assert answer.status_code == 403
    assert "正在审核" in answer.content.decode() and "838" in answer.content.decode()


@pytest.mark.case("C03")
def test_sheet_sent_twice_changes_things_once(signed_in, clerk, url):
    client = signed_in(clerk)
    data = typed(client.get(url), new_registrations="838")
    assert [client.post(url, data).status_code for _ in range(3)] == [302, 302, 302]
    assert Actual.objects.get(item__slug="new-registrations").rv == 1


def test_sheet_of_another_unit_is_not_found(signed_in, other_clerk, url):
    assert signed_in(other_clerk).get(url).status_code == 404
    assert signed_in(other_clerk).post(url, {}).status_code == 404


@pytest.mark.case("P12")
def test_sheet_opened_before_the_post_ended_is_not_saved(signed_in, clerk, admin, submission, url):
    client = signed_in(clerk)
    open_page = client.get(url)
    clerk.posts.get().end(clock.today(), by=admin)
    answer = client.post(url, typed(open_page, new_registrations="838"))
    assert answer.status_code == 403 and "838" in answer.content.decode(), (
        "refused, and what was typed is there"
    )
    assert not submission.lines.exists()


@pytest.mark.case("U17")
def test_sheet_of_a_thousand_fields_is_saved_and_one_of_too_many_is_told_so(signed_in, clerk, url):
    client = signed_in(clerk)
    data = typed(client.get(url), new_registrations="838")
    wide = data | {f"further-{n}": "1" for n in range(1001)}
    assert client.post(url, wide).status_code == 302
    assert value("new-registrations") == 838
    endless = client.post(url, data | {f"further-{n}": "1" for n in range(5001)})
    page = endless.content.decode()
    assert endless.status_code == 400 and "格数太多" in page and "分几次" in page


def test_sheet_asks_only_for_what_the_quarter_asks(signed_in, clerk, url):
    slugs = {line.form.item.slug for line in signed_in(clerk).get(url).context["lines"]}
    assert "industrial-value-added" in slugs and "national-ranking" not in slugs


@pytest.mark.case("C03")
def test_sheet_sent_again_with_the_browsers_back_button_is_not_taken_for_a_repetition(signed_in, clerk, url):
    """Back shows the old page with its old key; what is typed there then may be refused, but never dropped in silence."""
    client = signed_in(clerk)
    open_page = client.get(url)
    client.post(url, typed(open_page, new_registrations="838"))
    answer = client.post(url, typed(open_page, new_registrations="839"))
    assert answer.status_code == 409 and "839" in answer.content.decode()
    assert value("new-registrations") == 838


# --- 当季 in place of 累计, without script --------------------------------------------------------------------------


@pytest.fixture
def first(submission, document, committee, clerk, reviewer, report):
    """The first quarter's figures stand: 820 registrations since 1 January."""
    report("2018Q1", {"new-registrations": 820})
    return submission


def send(client, url, slug, **texts):
    data = typed(client.get(url)) | {f"{slug}-{name}": text for name, text in texts.items()}
    return client.post(url, data)


def test_sheet_takes_the_quarters_own_figure_and_adds_it_to_what_stood(first, signed_in, clerk, url):
    assert send(signed_in(clerk), url, "new-registrations", single="８８０").status_code == 302
    assert value_of(first, "new-registrations") == 1700


def test_sheet_lets_the_quarters_own_figure_be_typed_over(first, signed_in, clerk, url):
    client = signed_in(clerk)
    send(client, url, "new-registrations", value="1700")
    send(client, url, "new-registrations", single="900")
    assert value_of(first, "new-registrations") == 1720


def test_sheet_takes_the_cumulative_when_both_stand_there_and_it_was_the_one_typed(
    first, signed_in, clerk, url
):
    client = signed_in(clerk)
    send(client, url, "new-registrations", single="880")
    send(client, url, "new-registrations", value="1690", single="880")
    assert value_of(first, "new-registrations") == 1690


def test_sheet_after_a_clash_the_quarters_own_figure_still_counts_as_typed(
    first, signed_in, clerk, colleague, url
):
    """累计 goes along as the page showed it; it must not be taken for typed because a colleague changed it meanwhile."""
    send(signed_in(clerk), url, "new-registrations", value="1700")
    open_page = signed_in(clerk).get(url)
    send(signed_in(colleague), url, "new-registrations", value="1710")
    answer = signed_in(clerk).post(url, typed(open_page) | {"new-registrations-single": "900"})
    mine = next(form for form in forms_of(answer) if form.get("new-registrations-single") == "900")
    assert answer.status_code == 409
    assert signed_in(clerk).post(url, mine).status_code == 302
    assert value_of(first, "new-registrations") == 1720


def test_sheet_empties_a_cell_whose_quarters_own_figure_still_stands_there(first, signed_in, clerk, url):
    client = signed_in(clerk)
    send(client, url, "new-registrations", value="1700")
    send(client, url, "new-registrations", value="", single="880")
    assert value_of(first, "new-registrations") is None


def test_sheet_adds_nothing_to_a_quarter_that_was_not_reported(submission, signed_in, clerk, url):
    answer = send(signed_in(clerk), url, "new-registrations", single="880")
    page = answer.content.decode()
    assert answer.status_code == 422 and "由当季推不出累计" in page and 'value="880"' in page
    assert not submission.lines.exists()


def test_sheet_keeps_a_quarters_own_figure_that_is_no_number(first, signed_in, clerk, url):
    answer = send(signed_in(clerk), url, "new-registrations", single="八百")
    assert answer.status_code == 422 and 'value="八百"' in answer.content.decode()


def value_of(submission, slug):
    return submission.lines.get(item__slug=slug).value


def test_sheet_asks_few_questions(first, signed_in, clerk, url, django_assert_max_num_queries):
    client = signed_in(clerk)
    with django_assert_max_num_queries(18):
        client.get(url)

"""The full text 全文: verbatim, every clause with its anchor, every target a link, every erratum beside its place."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, require
from policy import clauses
from policy.models import PolicyDocument

SIGNS = {">=": "≥", ">": ">", "<=": "≤"}


@dataclass(frozen=True)
class Citation:
    """A place that a target or a goal cites, with what it says there."""

    start: int
    end: int
    quote: str
    clause: object
    term: str
    name: str = ""
    order: int | None = None
    url: str = ""
    wording: str = ""
    operator: str = ""

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end

    @property
    def mark(self) -> clauses.Mark:
        return clauses.Mark(self.start, self.end, "TARGET", str(self.order), self.url)


@require(Permission.VIEW_TASKS)
@require_safe
def document_detail(request):
    document = PolicyDocument.objects.first()
    if document is None:
        raise Http404("还没有装入文件。")
    found = clauses.passage(request.GET.get("from", ""), len(document.text))
    targets, goals = cited_targets(document), cited_goals(document)
    errata = list(document.errata.all())
    context = {
        "document": document,
        "paragraphs": printed(document, targets, errata, found),
        "passage": passage_note(found, targets + goals),
        "targets": targets,
        "goals": goals,
        "errata": errata,
        "tasks": document.tasks.select_related("clause"),
    }
    return render(request, "policy/document_detail.html", context)


def cited_targets(document: PolicyDocument) -> list[Citation]:
    """Return the document's targets in the order of the text, one for each sentence and indicator.

    What cites the document stands above this app and is reached through the document's own reverse relations.
    """
    indicators = document.indicators.prefetch_related("targets__phase", "targets__clause")
    found = {
        (target.start, indicator.pk): target_citation(document, indicator, target)
        for indicator in indicators
        for target in indicator.targets.all()
        if target.clause
    }
    return sorted(found.values(), key=lambda citation: citation.span)


def target_citation(document: PolicyDocument, indicator, target) -> Citation:
    return Citation(
        start=target.start,
        end=target.end,
        quote=document.text[target.start : target.end],
        clause=target.clause,
        term=target.phase.name if target.phase else "任务量化",
        name=indicator.name,
        order=indicator.order,
        url=reverse("reports:indicator_detail", args=[indicator.slug]),
        wording=target.wording,
        operator=SIGNS.get(target.operator, ""),
    )


def cited_goals(document: PolicyDocument) -> list[Citation]:
    return [
        Citation(
            start=goal.start,
            end=goal.end,
            quote=document.text[goal.start : goal.end],
            clause=goal.clause,
            term=goal.phase.name if goal.phase else "总体",
            name="定性目标",
        )
        for goal in document.goals.select_related("phase", "clause")
    ]


def printed(document: PolicyDocument, targets, errata, found) -> list[dict]:
    """Return the paragraphs with their marked segments and what stands in the margin beside them."""
    marks = [citation.mark for citation in targets]
    marks += [
        clauses.Mark(erratum.start, erratum.end, "ERRATUM", str(number), f"#erratum-{number}")
        for number, erratum in enumerate(errata, start=1)
    ]
    marks += [clauses.Mark(*found, "PASSAGE")] if found else []
    return [
        margin(paragraph, errata, marks)
        | {"segments": clauses.segments(document.text, paragraph.start, paragraph.end, marks)}
        for paragraph in clauses.paragraphs(document.text, document.clauses.all())
    ]


def margin(paragraph: clauses.Paragraph, errata, marks) -> dict:
    """Return the clause that begins here and the notes whose place lies in the paragraph."""
    here = range(paragraph.start, paragraph.end)
    return {
        "clause": paragraph.clause,
        "errata": [
            (number, erratum) for number, erratum in enumerate(errata, start=1) if erratum.start in here
        ],
        "target_count": sum(mark.kind == "TARGET" and mark.start in here for mark in marks),
        "has_passage": any(mark.kind == "PASSAGE" and mark.start in here for mark in marks),
    }


def passage_note(found, cited: list[Citation]) -> dict:
    """Return what is cited at the passage one came for, and the places 上一处 and 下一处."""
    if not found:
        return {}
    before, after = clauses.neighbours([citation.span for citation in cited], found)
    return {"cited": next((c for c in cited if c.span == found), None), "before": before, "after": after}

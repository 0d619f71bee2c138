"""The document, its clauses and errata: from the plan's files into the database, and back in the same shape."""

import datetime as dt
from dataclasses import asdict
from hashlib import sha256

from policy import clauses
from policy.models import Clause, Erratum, PolicyDocument

HEAD = ("slug", "number", "title", "issuer", "issued_on", "published_on")
CLAUSE = ("number", "kind", "heading", "start", "end", "anchor")
ERRATUM = ("start", "end", "reading", "reason")


def load(plan: dict) -> PolicyDocument:
    """Store the text, the clauses 条款 the splitter finds in it, and its errata 勘误."""
    head = plan["document"]
    digest = sha256(plan["text"].encode()).hexdigest()
    document = PolicyDocument.objects.create(text=plan["text"], sha256=digest, **head)
    Clause.objects.bulk_create(Clause(document=document, **row) for row in clause_rows(plan))
    Erratum.objects.bulk_create(
        Erratum(document=document, **{field: row[field] for field in ERRATUM}) for row in plan["errata"]
    )
    return document


def clause_rows(plan: dict) -> list[dict]:
    """Return the clauses of the plan's text: computed, no file lists them."""
    found = clauses.split(plan["text"], plan["opens"], plan["closes"], plan["ends"])
    return [asdict(clause) | {"anchor": clause.anchor} for clause in found]


def citation(row: dict, by_number: dict) -> dict:
    """Return the fields of what is cited: the clause and the span of the quoted words."""
    return {"clause": by_number[row["clause"]], "start": row["start"], "end": row["end"]}


def stated(document: PolicyDocument) -> dict:
    """Return the document as the database holds it, in the shape of the plan's files."""
    head = {field: getattr(document, field) for field in HEAD}
    errata = document.errata.values(*ERRATUM)
    return {
        "document": {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in head.items()},
        "text": document.text,
        "clauses": list(document.clauses.values(*CLAUSE)),
        "errata": [{**row, "original": document.text[row["start"] : row["end"]]} for row in errata],
    }

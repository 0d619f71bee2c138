"""The units 单位 a plan names: loaded once; afterwards they are renamed, merged and joined by others."""

from accounts.models import Unit

FIELDS = ("name", "kind")


def load(plan: dict) -> None:
    """Add the units the plan names, in its order; a unit that is here already stays as it is."""
    for order, row in enumerate(plan["units"], start=1):
        Unit.objects.get_or_create(name=row["name"], defaults={**row, "order": order})


def stated(plan: dict) -> dict[str, list[dict]]:
    """Return the plan's units as the database holds them; a unit that came later is no difference."""
    names = [row["name"] for row in plan["units"]]
    held = {row["name"]: row for row in Unit.objects.filter(name__in=names).values(*FIELDS)}
    return {"units": [held[name] for name in names if name in held]}

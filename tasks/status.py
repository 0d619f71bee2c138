"""The status of a task: what its units say of it, weighed. Due dates and orders join when they are set. No Django."""

WORST_FIRST = ("需协调", "有风险", "可控", "顺利")
NOT_REPORTED = "未报"


def judgement(said: list[tuple[str, bool]], *, has_lead: bool, is_owed: bool) -> str:
    """Return the lead's judgement; without a lead the worst of the partners'; 未报 where one is owed and missing.

    `said` holds (word, whether the lead says it); an empty word says nothing.
    """
    heard = [word for word, is_lead in said if word and (is_lead or not has_lead)]
    if not heard:
        return NOT_REPORTED if is_owed else ""
    return min(heard, key=WORST_FIRST.index)

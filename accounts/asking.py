"""What every form that asks for an act shares: how a day and a long text are asked for, and how a refusal is told."""

from collections.abc import Callable

from django import forms

from accounts.journal import Refused

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TOO_LONG = "最多%(limit_value)d个字，现在有%(show_value)d个，请精简。"


def is_done(form, do: Callable[[], None], *, told: tuple[type[Exception], ...] = (Refused,)) -> bool:
    """Do what a filled-in form asks; what is `told` in words stands beside what was typed, which stays."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        do()
    except told as refused:
        form.add_error(None, str(refused))
    return not form.errors


def version_seen(request, name: str) -> int | None:
    """Return the row version the page showed, None where it says none or something else."""
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else None

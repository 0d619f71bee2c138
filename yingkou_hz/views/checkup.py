"""The self-check 自检 of the administrator."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, require
from yingkou_hz.checkup import findings, proof


@require(Permission.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def checkup(request):
    """Show how everything stands; on a POST prove it first."""
    said, broken = proof() if request.method == "POST" else ([], [])
    context = {"proved": said, "broken": broken, "findings": findings()}
    return render(
        request,
        "yingkou_hz/checkup.html",
        context | {"open": sum(bool(f.advice) for f in context["findings"])},
    )

"""What a clerk sees before handing in: what the figures make of the indicators, and the check page 核对."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from accounts.permissions import FILLING_ROLES, Permission, require
from reports import effects
from submissions import rules
from submissions.lines import Form
from submissions.models import Submission


@require(Permission.FILL)
@require_safe
def sheet_effects(request, pk):
    """Answer the margin of the entry sheet: the cell in hand and what it makes, as a piece of a page."""
    submission = get_object_or_404(own(request).filter(form=Form.FIGURES), pk=pk)
    found = None
    if not rules.why_not_edit(submission, request.user):
        found = effects.margin(submission, request.GET.get("item", ""))
    if found is None:
        raise Http404
    response = render(request, "reports/_feeds.html", {"margin": found})
    patch_cache_control(response, private=True, no_store=True)
    return response


def own(request):
    """Return the submissions of one's own unit; another unit's are as good as missing."""
    units = request.user.units_as(*FILLING_ROLES)
    return Submission.objects.filter(unit__in=units).select_related("period__document", "unit")

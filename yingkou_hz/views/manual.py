"""Help by role 帮助: the manual, opened at what one's post does."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Role
from yingkou_hz.manual import manual as the_manual


@require_safe
def manual(request):
    """Show the manual with the chapters of the account's roles first."""
    own = [role.label for role in Role if role in request.user.roles]
    text = the_manual()
    context = {"chapters": text.for_roles(own), "own": own, "at_hand": [*own, text.questions.title]}
    return render(request, "yingkou_hz/manual.html", context)

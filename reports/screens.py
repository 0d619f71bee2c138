"""The meeting room's screen 大屏 behind a link that can be taken back, and the page where such links are given out."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import clock
from accounts.permissions import Permission, require
from reports.models import Kiosk
from reports.screen_pages import screen as screen_of
from reports.sources import Source, known_editions


class KioskForm(forms.ModelForm):
    class Meta:
        model = Kiosk
        fields = ["name"]
        help_texts = {"name": "如：管委会三楼会议室。收回时凭它认出是哪块屏"}


def newest(token: str) -> Source | None:
    """Return the newest edition, None before the first; a link taken back is no page, like one never given out."""
    if Kiosk.of(token) is None:
        raise Http404("没有这个链接。")
    editions = known_editions()
    return Source(editions, editions[0].quarter, editions[0]) if editions else None


def version(source: Source | None) -> str:
    """Return what the screen shows, in one word: the edition, and the system that draws it."""
    return f"{source.key if source else 'none'}-{settings.VERSION}"


@login_not_required
@require_safe
def screen(request, token):
    """Show the newest edition, and nothing but what is published."""
    source = newest(token)
    found = {"token": token, "version": version(source), "source": source, "now": clock.now()}
    if source:
        found |= {"issue": source.context, "screen": screen_of(source.context)}
    return render(request, "reports/screen.html", found)


@login_not_required
@require_safe
def screen_edition(request, token):
    """Say which edition the screen should show; one that already shows it is told that nothing changed."""
    name = version(newest(token))
    response = get_conditional_response(request, etag=f'"{name}"') or JsonResponse({"edition": name})
    response["ETag"] = f'"{name}"'
    patch_cache_control(response, private=True, no_cache=True)
    return response


@require(Permission.REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk_list(request):
    """List the links; a new one is shown this once, so that it is typed into the screen's browser now."""
    form, opened, token = KioskForm(request.POST if request.method == "POST" else None), None, ""
    if request.method == "POST" and form.is_valid():
        opened, token = Kiosk.open(form.cleaned_data["name"], by=request.user, key=request.POST.get("key"))
        form = KioskForm()
    kiosks = Kiosk.objects.select_related("opened_by", "revoked_by")
    found = {"form": form, "opened": opened, "token": token, "kiosks": kiosks}
    return render(request, "reports/kiosk_list.html", found, status=422 if form.errors else 200)


@require(Permission.REVIEW)
@require_POST
def kiosk_revoke(request, pk):
    kiosk = get_object_or_404(Kiosk, pk=pk)
    kiosk.revoke(by=request.user, key=request.POST.get("key"))
    messages.success(request, f"“{kiosk}”的链接已收回，屏上随即不再显示。")
    return redirect("reports:kiosk_list")

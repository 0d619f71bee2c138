"""Accounts 账号, units 单位 and posts 岗位: opened, changed and ended here, never deleted."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from accounts import clock
from accounts.forms import NewUnitForm, PostEndForm, PostForm, UnitForm, UserFilterForm, UserForm
from accounts.journal import is_repeated
from accounts.models import Post, Unit, User
from accounts.permissions import Permission, require
from accounts.tables import UnitTable, UserTable

PER_PAGE = 50
form_view = require_http_methods(["GET", "HEAD", "POST"])


@require(Permission.ADMINISTER)
@require_safe
def user_list(request):
    form, locked = UserFilterForm(request.GET), User.objects.locked()
    users = form.filter(User.objects.prefetch_related("posts__unit"))
    table = UserTable(users, locked=locked)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    in_use = User.objects.filter(ended_at=None)
    counts = {
        "in_use": in_use.count(),
        "locked": in_use.filter(username__in=locked).count(),
        "waiting": in_use.filter(must_change_password=True).count(),
    }
    return render(request, "accounts/user_list.html", {"table": table, "form": form, "counts": counts})


@require(Permission.ADMINISTER)
@sensitive_variables("password")
@form_view
def user_create(request):
    form, key = UserForm(request.POST or None), request.POST.get("key")
    if form.is_valid() or is_repeated("account.open", by=request.user, key=key):
        user, password = User.objects.open(form.account, form.post, by=request.user, key=key)
        return slip(request, user, password)
    return render(request, "accounts/user_form.html", {"form": form})


def slip(request, user: User, password: str):
    """Show the one-time password once 初始口令条, to be printed and cut out."""
    return render(request, "accounts/user_slip.html", {"slips": [(user, password)]})


@require(Permission.ADMINISTER)
@require_safe
def user_detail(request, pk):
    user = get_object_or_404(User, pk=pk)
    context = {
        "account": user,
        "posts": user.posts.select_related("unit"),
        "is_locked": user.username in User.objects.locked(),
        "why_not_end": user.why_not_end(request.user),
        "today": clock.today(),
    }
    return render(request, "accounts/user_detail.html", context)


@require(Permission.ADMINISTER)
@form_view
def user_end(request, pk):
    user = get_object_or_404(User, pk=pk, ended_at=None)
    if request.method == "POST":
        user.end(by=request.user, key=request.POST.get("key"))
        messages.success(request, f"{user}的账号已停用，已登录的也立即退出。")
        return redirect("accounts:user_list")
    context = {"account": user, "refusal": user.why_not_end(request.user)}
    return render(request, "accounts/user_confirm_end.html", context)


@require(Permission.ADMINISTER)
@form_view
def user_reset(request, pk):
    user = get_object_or_404(User, pk=pk, ended_at=None)
    if request.method == "POST":
        return slip(request, user, user.reset(by=request.user, key=request.POST.get("key")))
    return render(request, "accounts/user_confirm_reset.html", {"account": user})


@require(Permission.ADMINISTER)
@form_view
def user_unlock(request, pk):
    user = get_object_or_404(User, pk=pk, ended_at=None)
    if request.method == "POST":
        user.unlock(by=request.user, key=request.POST.get("key"))
        messages.success(request, f"{user}的账号已解锁，可以马上登录。")
        return redirect("accounts:user_list")
    return render(request, "accounts/user_confirm_unlock.html", {"account": user})


@require(Permission.ADMINISTER)
@form_view
def post_create(request, pk):
    user = get_object_or_404(User, pk=pk, ended_at=None)
    form = PostForm(request.POST or None, instance=Post(user=user))
    if request.method == "POST" and form.is_valid():
        Post.add({"user": user, **form.cleaned_data}, by=request.user, key=request.POST.get("key"))
        messages.success(request, f"{user}已任{form.instance.unit}{form.instance.get_role_display()}。")
        return redirect("accounts:user_detail", pk=user.pk)
    return render(request, "accounts/post_form.html", {"form": form, "account": user})


@require(Permission.ADMINISTER)
@form_view
def post_end(request, pk):
    post = get_object_or_404(Post.objects.select_related("user", "unit"), pk=pk)
    form = PostEndForm(request.POST or None, post=post)
    if request.method == "POST" and form.is_valid():
        post.end(form.cleaned_data["ends_on"], by=request.user, key=request.POST.get("key"))
        messages.success(request, f"{post.user}的{post.get_role_display()}岗位已办理离任。")
        return redirect("accounts:user_detail", pk=post.user_id)
    return render(request, "accounts/post_confirm_end.html", {"form": form, "post": post})


@require(Permission.ADMINISTER)
@require_safe
def unit_list(request):
    table = UnitTable(Unit.objects.select_related("successor"))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, "accounts/unit_list.html", {"table": table})


@require(Permission.ADMINISTER)
@form_view
def unit_create(request):
    form, key = NewUnitForm(request.POST or None), request.POST.get("key")
    if form.is_valid() or is_repeated("unit.add", by=request.user, key=key):
        unit = Unit.add(form.cleaned_data, by=request.user, key=key)
        messages.success(request, f"已新建单位{unit.name}。")
        return redirect("accounts:unit_list")
    return render(request, "accounts/unit_form.html", {"form": form})


@require(Permission.ADMINISTER)
@form_view
def unit_edit(request, pk):
    unit = get_object_or_404(Unit, pk=pk)
    form = UnitForm(request.POST or None, instance=unit)
    if request.method == "POST" and form.is_valid():
        unit.edit(form.values, rv=form.cleaned_data["rv"], by=request.user, key=request.POST.get("key"))
        messages.success(request, f"{unit.name}已保存。")
        return redirect("accounts:unit_list")
    return render(request, "accounts/unit_form.html", {"form": form, "unit": Unit.objects.get(pk=pk)})


@require(Permission.ADMINISTER)
@form_view
def unit_remove(request, pk):
    unit = get_object_or_404(Unit, pk=pk)
    if request.method == "POST":
        unit.remove(by=request.user, key=request.POST.get("key"))
        messages.success(request, f"{unit.name}已删除。")
        return redirect("accounts:unit_list")
    return render(request, "accounts/unit_confirm_remove.html", {"unit": unit})

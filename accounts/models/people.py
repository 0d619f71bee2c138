"""Accounts 账号, and the posts 岗位 that say what an account may do, where, and from when to when."""

import secrets

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone

from accounts import clock
from accounts.journal import Change, Refused, record
from accounts.models.units import Unit

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no 0/O, 1/I: passwords and check codes are read from paper


def pair(name: str) -> models.CheckConstraint:
    """Hold `<name>_at` and `<name>_by` together: both empty or both set."""
    at, by = f"{name}_at__isnull", f"{name}_by__isnull"
    return models.CheckConstraint(
        condition=Q(**{at: True, by: True}) | Q(**{at: False, by: False}),
        name=f"%(app_label)s_%(class)s_{name}_pair",
    )


def person(related_name: str = "+", **options):
    """Return the `<verb>_by` half of a pair."""
    options = {"null": True, "blank": True, "editable": False} | options
    return models.ForeignKey("accounts.User", models.PROTECT, related_name=related_name, **options)


class Role(models.TextChoices):
    CLERK = "CLERK", "填报员"
    REVIEWER = "REVIEWER", "审核员"
    LEADER = "LEADER", "领导"
    MEMBER = "MEMBER", "联席会议成员"
    SUPERVISOR = "SUPERVISOR", "督查员"
    ADMIN = "ADMIN", "系统管理员"
    AUDITOR = "AUDITOR", "审计员"


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(username=username)

    def open(self, values: dict, post: dict | None = None, *, by, key=None) -> tuple["User", str]:
        """Open an account with a one-time password 一次性口令; return both, the password only the first time."""
        password = one_time_password()

        def do(seq):
            user = self.model(**values)
            user.set_password(password)
            user.save(force_insert=True)
            if post:
                Post.objects.create(user=user, **post)
            said = {**values, **(post or {})}
            return Change(said, {"user": user.pk}, subject=f"{self.model._meta.label_lower}:{user.pk} {user}")

        outcome = record("account.open", values.get("username", ""), by=by, key=key, do=do)
        return self._once(outcome["user"], password)

    def _once(self, pk: int, password: str) -> tuple["User", str]:
        """Return the account, and the password where it is the one that was set: a repeated request set another."""
        user = self.get(pk=pk)
        return user, password if user.check_password(password) else ""

    def create_first_admin(self) -> tuple["User", str] | None:
        """Return the first administrator and a one-time password, or None when accounts exist."""
        unit = Unit.objects.committee()
        if self.exists() or unit is None:
            return None
        post = {"unit": unit, "role": Role.ADMIN, "starts_on": clock.today()}
        return self.open({"username": "admin", "display_name": "系统管理员"}, post, by=None)

    def locked(self) -> set[str]:
        """Return the names that too many wrong passwords have locked 锁定."""
        since = timezone.now() - settings.AXES_COOLOFF_TIME  # axes counts by the machine's clock
        failures = AccessAttempt.objects.filter(attempt_time__gt=since).values("username")
        counted = failures.annotate(total=Sum("failures_since_start"))
        return set(counted.filter(total__gte=settings.AXES_FAILURE_LIMIT).values_list("username", flat=True))

    def cast(self) -> list["User"]:
        """Return the first account of each role: whom the demonstration's sign-in page offers."""
        posts = Post.objects.held_on(clock.today()).select_related("user", "unit").order_by("pk")
        first = {post.role: post.user for post in reversed(list(posts))}
        return [first[role] for role in Role if role in first]


def one_time_password() -> str:
    """Return twelve characters a person can copy from paper, in groups of four."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


class User(AbstractBaseUser):
    """An account 账号. It ends and is never reused; what it may do comes from its posts."""

    username = models.CharField("账号", max_length=40, unique=True)
    display_name = models.CharField("姓名", max_length=30)
    created_at = models.DateTimeField("开通时间", default=clock.now, editable=False)
    ended_at = models.DateTimeField("停用时间", null=True, blank=True, editable=False)
    ended_by = person()
    must_change_password = models.BooleanField("须改口令", default=True)
    signed_in_at = models.DateTimeField("上次登录", null=True, editable=False)
    last_login = None  # Django would write it by the machine's clock, past the journal

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["username"]
        constraints = [pair("ended")]

    def __str__(self):
        return self.display_name

    @property
    def is_active(self):
        return self.ended_at is None

    # --- verbs -------------------------------------------------------------------------------------

    def sign_in(self) -> None:
        """Note the time 上次登录; the session is the view's."""

        def do(seq):
            User.objects.filter(pk=self.pk).update(signed_in_at=clock.now())
            return Change()

        record("account.sign_in", self, by=self, do=do)

    def change_password(self, password: str) -> None:
        """Set one's own password: the one-time password is used up, every other session ends."""

        def do(seq):
            self.set_password(password)
            self.must_change_password = False
            self.save(update_fields=["password", "must_change_password"])
            return Change()

        record("account.password", self, by=self, do=do)

    def reset(self, *, by, key=None) -> str:
        """Set a new one-time password 重置口令; return it, or "" when this very request set one before."""
        password = one_time_password()

        def do(seq):
            if self.ended_at:
                raise Refused("账号已停用，不能重置口令。停用的账号不再启用，请为其新开账号。")
            self.set_password(password)
            self.must_change_password = True
            self.save(update_fields=["password", "must_change_password"])
            AccessAttempt.objects.filter(username=self.username).delete()
            return Change()

        record("account.reset", self, by=by, key=key, do=do)
        return User.objects._once(self.pk, password)[1]

    def unlock(self, *, by, key=None) -> None:
        """Let the account try again at once 解锁."""

        def do(seq):
            forgotten, _ = AccessAttempt.objects.filter(username=self.username).delete()
            return Change() if forgotten else None

        record("account.unlock", self, by=by, key=key, do=do)

    def end(self, *, by, key=None) -> None:
        """End the account 停用: it signs in no more, its sessions are gone, its name is never used again."""

        def do(seq):
            if reason := self.why_not_end(by):
                raise Refused(reason)
            ended = User.objects.filter(pk=self.pk, ended_at=None).update(ended_at=clock.now(), ended_by=by)
            return Change() if ended else None

        record("account.end", self, by=by, key=key, do=do)
        self.refresh_from_db()

    def why_not_end(self, by) -> str:
        if self == by:
            return "不能停用自己的账号，请由另一位系统管理员办理。"
        if self.is_last_admin:
            return "这是唯一的系统管理员，停用后无人能管理账号。请先给另一个账号加上系统管理员岗位。"
        return ""

    @property
    def is_last_admin(self) -> bool:
        admins = Post.objects.held_on(clock.today()).filter(role=Role.ADMIN, user__ended_at=None)
        return Role.ADMIN in self.roles and not admins.exclude(user=self).exists()

    # --- posts -------------------------------------------------------------------------------------

    def posts_on(self, day):
        """Return the posts held on `day`, read once per request and day."""
        cache = self.__dict__.setdefault("_posts", {})
        if day not in cache:
            cache[day] = list(self.posts.held_on(day).select_related("unit"))
        return cache[day]

    @property
    def current_posts(self):
        return self.posts_on(clock.today())

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(post.role for post in self.current_posts)

    def units_as(self, *roles) -> list[Unit]:
        """Return the units, predecessors included, in which the account holds one of `roles` today."""
        held = [post.unit for post in self.current_posts if post.role in roles]
        return [unit for own in dict.fromkeys(held) for unit in own.lineage()]


class PostQuerySet(models.QuerySet):
    def held_on(self, day):
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gt=day))


class Post(models.Model):
    """A post 岗位: an account in a unit, in a role, from a day on; on the day it ends its rights are gone."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="账号")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name="单位")
    role = models.CharField("角色", max_length=12, choices=Role.choices)
    starts_on = models.DateField("任职起")
    ends_on = models.DateField("离任", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        ordering = ["user", "role", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="accounts_post_dates_in_order",
                violation_error_message="离任日期不能早于任职起。",
            )
        ]

    def __str__(self):
        return f"{self.unit} {self.get_role_display()} {self.user}"

    @classmethod
    def add(cls, values: dict, *, by, key=None) -> "Post":
        def do(seq):
            post = cls.objects.create(**values)
            return Change(values, {"post": post.pk}, subject=f"{cls._meta.label_lower}:{post.pk} {post}")

        outcome = record("post.add", values["user"], by=by, key=key, do=do)
        return cls.objects.get(pk=outcome["post"])

    def end(self, on, *, by, key=None) -> None:
        """End the post on a day 离任; what it allowed is not allowed from that day on."""

        def do(seq):
            self.refresh_from_db()
            if self.ends_on:
                raise Refused(f"该岗位已于{clock.spoken(self.ends_on)}离任，不用再办。")
            if self.role == Role.ADMIN and self.user.is_last_admin:
                raise Refused("这是唯一的系统管理员岗位，离任后无人能管理账号。请先设另一位系统管理员。")
            self.ends_on = on
            self.save(update_fields=["ends_on"])
            return Change({"ends_on": on})

        record("post.end", self, by=by, key=key, do=do)

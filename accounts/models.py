"""Who: units, accounts and the posts that say what an account may do. The journal's rows stand in journal.py."""

import secrets

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from accounts import clock
from accounts.journal import Event, Head

__all__ = ["Event", "Head", "Post", "Role", "Unit", "UnitKind", "User", "pair", "person"]

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


class UnitKind(models.TextChoices):
    COMMITTEE = "COMMITTEE", "管委会"
    CITY = "CITY", "市直部门"
    PARTY = "PARTY", "党委部门"
    NATIONAL = "NATIONAL", "中省直部门"
    DISTRICT = "DISTRICT", "县区政府"
    ZONE = "ZONE", "产业园区"
    COMPANY = "COMPANY", "企业"
    COLLECTIVE = "COLLECTIVE", "集合称谓"


class UnitQuerySet(models.QuerySet):
    def open_on(self, day):
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day)).filter(
            Q(opened_on=None) | Q(opened_on__lte=day)
        )

    def committee(self):
        """Return the committee (管委会) that leads the plan and answers for what nobody else does."""
        return self.filter(kind=UnitKind.COMMITTEE).order_by("order").first()


class Unit(models.Model):
    """One model for every kind of 单位, with its lineage."""

    name = models.CharField("单位全称", max_length=60, unique=True)
    short_name = models.CharField("简称", max_length=30)
    kind = models.CharField("类别", max_length=12, choices=UnitKind.choices)
    order = models.PositiveSmallIntegerField("次序", default=0)
    opened_on = models.DateField("设立日期", null=True, blank=True)
    closed_on = models.DateField("撤并日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="承继单位"
    )
    rv = models.PositiveIntegerField(default=1, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.short_name

    def heir(self, day) -> "Unit":
        """Return the unit that stands in this one's place on `day`."""
        unit = self
        while unit.successor and unit.closed_on and unit.closed_on <= day:
            unit = unit.successor
        return unit

    def label(self, day) -> str:
        """Return 原名（现名） when the unit was succeeded by `day`."""
        heir = self.heir(day)
        return self.short_name if heir == self else f"{self.short_name}（现{heir.short_name}）"

    def lineage(self) -> list["Unit"]:
        """Return this unit and all it succeeded: what "my unit" means."""
        found, queue = [self], [self]
        while queue:
            for unit in queue.pop().predecessors.all():
                if unit not in found:
                    found.append(unit)
                    queue.append(unit)
        return found


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

    def create_account(self, username, display_name, password=None):
        """Create an account with a one-time password; return (user, password)."""
        password = password or one_time_password()
        user = self.model(username=username, display_name=display_name, must_change_password=True)
        user.set_password(password)
        user.save()
        return user, password

    def create_first_admin(self):
        """Return (user, one-time password) of the first administrator, or None when accounts exist."""
        unit = Unit.objects.committee()
        if self.exists() or unit is None:
            return None
        user, password = self.create_account("admin", "系统管理员")
        Post.objects.create(user=user, unit=unit, role=Role.ADMIN, starts_on=clock.today())
        return user, password


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

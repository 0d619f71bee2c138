"""Signing in and changing one's password; accounts, units and posts."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, UsernameField
from django.core.validators import RegexValidator

from accounts import clock
from accounts.asking import DAY
from accounts.models import Post, Role, Unit, User
from accounts.verbs import VERBS

USERNAME = RegexValidator(
    r"^[a-z][a-z0-9._-]{2,}$",
    "账号用小写字母开头，后面可用小写字母、数字、点、横线，至少3个字符，如 zhangsan。",
)


class SignInForm(AuthenticationForm):
    error_messages = {"invalid_login": "账号或口令不对。请核对大小写后重新输入。"}
    username = UsernameField(label="账号", max_length=40, widget=forms.TextInput(attrs={"autofocus": True}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "口令"
        self.label_suffix = ""


class OwnPasswordForm(PasswordChangeForm):
    error_messages = {
        "password_incorrect": "现在的口令不对，请重新输入。",
        "password_mismatch": "两次输入的新口令不一样，请重新输入。",
    }

    HELP = {"new_password1": "至少10个字符，不能全是数字，不能含地名、单位名或本人姓名。可以用一句话。"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {"old_password": "现在的口令", "new_password1": "新口令", "new_password2": "再输一遍新口令"}
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].help_text = self.HELP.get(name, "")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("new_password1") and cleaned.get("new_password1") == cleaned.get("old_password"):
            self.add_error("new_password1", "新口令不能和现在的一样。")
        return cleaned

    def validate_password_for_user(self, user, password_field_name="new_password1"):
        """Tell what is wrong with a password beside the field where it was thought of, not beside its repetition."""
        super().validate_password_for_user(user, "new_password1")


class PostForm(forms.ModelForm):
    class Meta:
        model = Post
        fields = ["unit", "role", "starts_on"]
        labels = {"role": "岗位"}
        widgets = {"starts_on": DAY}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.open_on(clock.today()).exclude(kind="COLLECTIVE")
        self.fields["unit"].empty_label = "请选择"
        self.fields["role"].choices = [("", "请选择"), *Role.choices]
        self.initial["starts_on"] = self.initial.get("starts_on") or clock.today()


class UserForm(PostForm):
    """A new account with its first post."""

    username = forms.CharField(label="账号", max_length=40, validators=[USERNAME])
    display_name = forms.CharField(label="姓名", max_length=30)
    field_order = ["display_name", "username", "unit", "role", "starts_on"]

    def clean_username(self):
        username = self.cleaned_data["username"]
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError("这个账号已经有了；停用的账号也不再启用。请换一个。")
        return username

    @property
    def account(self) -> dict:
        return {name: self.cleaned_data.get(name) for name in ("username", "display_name")}

    @property
    def post(self) -> dict:
        return {name: self.cleaned_data.get(name) for name in ("unit", "role", "starts_on")}


class PostEndForm(forms.Form):
    ends_on = forms.DateField(label="离任日期", widget=DAY, initial=clock.today)

    def __init__(self, *args, post: Post, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance = post

    def clean_ends_on(self):
        day = self.cleaned_data["ends_on"]
        if day < self.instance.starts_on:
            raise forms.ValidationError("离任日期不能早于任职起。")
        return day


class UnitForm(forms.ModelForm):
    """What may change of a unit 单位. Its name stands: a new name is a new unit that succeeds the old one."""

    rv = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Unit
        fields = ["short_name", "order", "opened_on", "closed_on", "successor"]
        widgets = {"opened_on": DAY, "closed_on": DAY}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rv"].initial = self.instance.rv
        self.fields["successor"].queryset = Unit.objects.exclude(pk=self.instance.pk).exclude(
            kind="COLLECTIVE"
        )
        self.fields["successor"].empty_label = "无"

    def clean(self):
        cleaned = super().clean()
        opened, closed, heir = (cleaned.get(name) for name in ("opened_on", "closed_on", "successor"))
        if opened and closed and closed < opened:
            self.add_error("closed_on", "撤并日期不能早于设立日期。")
        if heir and not closed:
            self.add_error("closed_on", "填了承继单位，请同时填撤并日期。")
        if heir and heir in self.instance.lineage():
            self.add_error("successor", f"{heir}本来就由本单位承继，不能再反过来。")
        return cleaned

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewUnitForm(forms.ModelForm):
    class Meta:
        model = Unit
        fields = ["name", "short_name", "kind", "order", "opened_on"]
        widgets = {"opened_on": DAY}
        error_messages = {"name": {"unique": "已有同名单位。"}}


class UserFilterForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.all(), label="单位", required=False, empty_label="全部")
    role = forms.ChoiceField(label="岗位", required=False, choices=[("", "全部"), *Role.choices])

    def filter(self, users):
        """Return the accounts asked for; what cannot be understood filters nothing."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        held = Post.objects.filter(**asked).values("user")
        return users.filter(pk__in=held) if asked else users


class EventFilterForm(forms.Form):
    who = forms.CharField(label="操作人", max_length=40, required=False)
    verb = forms.ChoiceField(label="操作", required=False, choices=[("", "全部"), *VERBS.items()])
    text = forms.CharField(label="对象", max_length=60, required=False)
    since = forms.DateField(label="自", required=False, widget=DAY)
    until = forms.DateField(label="至", required=False, widget=DAY)

    def filter(self, events):
        """Return the events asked for; what cannot be understood filters nothing."""
        self.is_valid()
        lookups = {
            "who": "who__icontains",
            "verb": "verb",
            "text": "subject__icontains",
            "since": "at__date__gte",
            "until": "at__date__lte",
        }
        asked = {lookups[name]: value for name, value in self.cleaned_data.items() if value}
        return events.filter(**asked)

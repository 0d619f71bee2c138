"""Forms of the joint meeting: the call, the resolutions, the answer to one."""

from django import forms

from accounts import clock
from accounts.asking import DAY, TOO_LONG
from accounts.models import Unit
from tasks.models import JointMeeting, Resolution, Task

LONG = {"max_length": TOO_LONG}
NO_UNIT = "所选单位不在名单里，请重新勾选。"


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class MeetingForm(forms.ModelForm):
    rv = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = JointMeeting
        fields = ["held_on", "convener", "place", "agenda", "minutes"]
        widgets = {"held_on": DAY, "agenda": area(12), "minutes": area(10)}
        help_texts = {
            "agenda": "一行一项。已按所选发布版、督办和未办结的议定事项拟好，请增删。",
            "minutes": "会后再写；办结会议前必须有纪要。",
            "convener": "主持会议的市领导。",
        }
        error_messages = {"agenda": LONG, "minutes": LONG}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rv"].initial = self.instance.rv
        self.order_fields(["held_on", "convener", "place", "agenda", "minutes"])

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ChosenUnits(forms.ModelMultipleChoiceField):
    """Units by their numbers; a number larger than any database holds is no unit, and no error."""

    default_error_messages = dict.fromkeys(("invalid_choice", "invalid_pk_value", "invalid_list"), NO_UNIT)

    def clean(self, value):
        try:
            return super().clean(value)
        except OverflowError:
            raise forms.ValidationError(NO_UNIT, code="invalid_choice") from None


class CallForm(MeetingForm):
    """A new meeting: who sits in beside the members is chosen with it."""

    invited = ChosenUnits(
        Unit.objects.none(),
        label="邀请列席",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="成员单位照文件自动列出；这里是承担任务的非成员单位。",
    )

    class Meta(MeetingForm.Meta):
        fields = ["held_on", "convener", "place", "agenda"]

    def __init__(self, document, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["invited"].queryset = JointMeeting.may_be_invited(document)


class ResolutionForm(forms.ModelForm):
    class Meta:
        model = Resolution
        fields = ["matter", "unit", "due_on", "task", "indicator"]
        widgets = {"due_on": DAY, "matter": area(3)}
        error_messages = {"matter": LONG}

    indicator = forms.ChoiceField(label="有关指标", required=False)

    def __init__(self, document, indicators, *args, **kwargs):
        """`indicators` are (slug, name) of those a matter may be about."""
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [("", "不关联指标"), *indicators]
        self.fields["unit"].queryset = Unit.objects.open_on(clock.today()).exclude(kind="COLLECTIVE")
        self.fields["task"].queryset = Task.objects.filter(document=document)
        self.fields["task"].empty_label = "不关联任务"

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < clock.today():
            raise forms.ValidationError("办结期限已经过了，请填今天或以后的日期。")
        return day

    def clean(self):
        if self.cleaned_data.get("task") and self.cleaned_data.get("indicator"):
            self.add_error("indicator", "有关任务和有关指标只选一个，时间线才知道排在哪里。")


class AnswerForm(forms.Form):
    """The unit's answer, or the office's reason."""

    text = forms.CharField(max_length=2000, widget=area(5), error_messages=LONG)
    rv = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, label: str, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
        self.fields["text"].error_messages["required"] = f"请写{label}。"


class ReasonForm(AnswerForm):
    text = forms.CharField(max_length=300, widget=area(3), error_messages=LONG)

"""What is typed in the course of a task: a stage, a due date, an application for closure and what is said to it."""

from django import forms

from accounts.asking import DAY, TOO_LONG
from submissions.forms import file_field
from tasks.models import ClosureAct, Deadline, Stage

AREA = forms.Textarea(attrs={"rows": 4})
WHOLE, NEW = "task", "new"


def day(label: str, **options) -> forms.DateField:
    wrong = {"required": "请填日期。", "invalid": "日期写成 2018-04-15。"}
    return forms.DateField(label=label, widget=DAY, error_messages=wrong, **options)


def text(label: str, length: int, required: str, **options) -> forms.CharField:
    wrong = {"required": required, "max_length": TOO_LONG}
    return forms.CharField(label=label, max_length=length, error_messages=wrong, **options)


class CourseForm(forms.Form):
    """A form that remembers in `rv` the newest row its page showed."""

    rv = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class StageForm(CourseForm):
    stage = forms.ChoiceField(label="到了哪个阶段", choices=Stage.choices)
    reached_on = day("日期", help_text="送出、上会或印发的那一天")
    issued_number = forms.CharField(
        label="文号", required=False, max_length=40, help_text="印发时填，如“营政发〔2019〕8号”"
    )
    file = file_field(label="文件", required=False)
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=200,
        help_text="退回前一阶段，或改已报的日期、文号时必填",
    )

    def __init__(self, now: str, *args, **kwargs):
        """Offer every stage; 未开始 takes back a first step that was a mistake."""
        super().__init__(*args, **kwargs)
        if now == Stage.NOT_STARTED:
            self.fields["stage"].choices = Stage.choices[1:]


class DeadlineForm(CourseForm):
    """What the date is of, and what becomes of it: set, reached, or lifted."""

    SET, REACHED, LIFTED = "set", "reached", "lifted"
    thing = forms.ChoiceField(label="谁的时限")
    name = forms.CharField(
        label="新节点的名称", required=False, max_length=40, help_text="选“新节点”时填，如“完成用地审批”"
    )
    act = forms.ChoiceField(
        label="办什么", choices=[(SET, "设定期限，或改期"), (REACHED, "确认节点完成"), (LIFTED, "取消期限")]
    )
    on = day("日期", required=False, help_text="期限，或节点实际完成的日期；取消期限不用填")
    reason = text(
        "依据和理由", 200, "请写明依据和理由。", help_text="哪次会议、哪份文件；会标作管委会设定，一并印出"
    )

    def __init__(self, task, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.task, self.things = task, things_of(task)
        named = [(key, thing["deliverable"] or thing["name"]) for key, thing in self.things.items()]
        self.fields["thing"].choices = [(WHOLE, "整项任务"), *named[1:], (NEW, "新节点")]

    def clean(self):
        said = super().clean()
        if said.get("thing") == NEW and not said.get("name", "").strip():
            self.add_error("name", "请给新节点起个名称。")
        if said.get("act") in (self.SET, self.REACHED) and "on" not in self.errors and not said.get("on"):
            self.add_error("on", "请填日期。")
        if said.get("act") == self.REACHED and not self.errors and self.standing is None:
            self.add_error("thing", "这里还没有设过期限，没有可以确认的。")
        return said

    @property
    def of(self) -> dict:
        """Return what the date hangs on."""
        key = self.cleaned_data["thing"]
        return {"deliverable": None, "name": self.cleaned_data["name"]} if key == NEW else self.things[key]

    @property
    def standing(self) -> Deadline | None:
        """Return the due date that stands of the same thing."""
        rows = Deadline.in_force(self.task.deadlines.select_related("deliverable"))
        return next((row for row in rows if row.thing_is(self.of)), None)

    @property
    def dates(self) -> dict:
        """Return the two dates of the new row: a milestone that is reached keeps its due date."""
        act, on = self.cleaned_data["act"], self.cleaned_data["on"]
        if act == self.REACHED:
            return {"due_on": self.standing.due_on, "reached_on": on}
        return {"due_on": on if act == self.SET else None, "reached_on": None}


def things_of(task) -> dict[str, dict]:
    """Return what a date may hang on, by the key in the form: the task, its documents, the milestones there are."""
    names = dict.fromkeys(Deadline.objects.filter(task=task).exclude(name="").values_list("name", flat=True))
    found = {WHOLE: {"deliverable": None, "name": ""}}
    found |= {f"document-{each.order}": {"deliverable": each, "name": ""} for each in task.deliverables.all()}
    return found | {
        f"milestone-{place}": {"deliverable": None, "name": name} for place, name in enumerate(names, start=1)
    }


class ApplyForm(CourseForm):
    text = text("完成情况", 1000, "请写明完成情况。", widget=AREA, help_text="做成了什么、依据哪份材料")
    file = file_field(label="佐证材料")


class DecideForm(CourseForm):
    act = forms.ChoiceField(
        label="意见",
        choices=[("", "请选择"), *((a.value, a.label) for a in (ClosureAct.APPROVED, ClosureAct.REFUSED))],
        error_messages={"required": "请选批准或不同意。"},
    )
    text = forms.CharField(
        label="理由",
        required=False,
        max_length=1000,
        widget=AREA,
        help_text="不同意时必填，牵头单位据此继续办理",
    )


class ReopenForm(CourseForm):
    text = text("恢复的理由", 1000, "请写明理由。", widget=AREA, help_text="销号的记录都留着，任务回到推进中")

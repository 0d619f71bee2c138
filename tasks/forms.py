"""One form for one task's update: three texts and a judgement."""

from django import forms

from submissions.filling import LineForm, one_ended
from submissions.forms import TOO_LONG
from tasks.models import Task, TaskJudgement

TEXT = forms.Textarea(attrs={"rows": 3})


class Text(forms.CharField):
    """A text of several lines, as long as the person counted it: a line's end is one character."""

    def __init__(self, label: str):
        super().__init__(label=label, required=False, max_length=2000, widget=TEXT, error_messages=TOO_LONG)

    def to_python(self, value):
        return super().to_python(one_ended(value or ""))


class UpdateForm(LineForm):
    progress, problems_met, next_steps = Text("进展情况"), Text("存在问题"), Text("下一步措施")
    judgement = forms.ChoiceField(
        label="判断", required=False, choices=TaskJudgement.choices, widget=forms.RadioSelect
    )
    blank_reason = forms.CharField(label="未报原因", required=False, max_length=200, error_messages=TOO_LONG)

    def __init__(self, task: Task, line, data=None):
        self.task = task
        super().__init__(str(task.number), {"task": task}, line, data)

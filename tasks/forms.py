"""One form for one task's update: three texts and a judgement."""

from django import forms

from submissions.filling import LineForm
from tasks.models import Task, TaskJudgement

TEXT = forms.Textarea(attrs={"rows": 3})


def text(label: str) -> forms.CharField:
    too_long = {"max_length": "最多%(limit_value)d个字，现在有%(show_value)d个，请精简。"}
    return forms.CharField(label=label, required=False, max_length=2000, widget=TEXT, error_messages=too_long)


class UpdateForm(LineForm):
    progress, problems_met, next_steps = text("进展情况"), text("存在问题"), text("下一步措施")
    judgement = forms.ChoiceField(
        label="判断", required=False, choices=TaskJudgement.choices, widget=forms.RadioSelect
    )
    blank_reason = forms.CharField(label="未报原因", required=False, max_length=200)

    def __init__(self, task: Task, line, data=None):
        self.task = task
        super().__init__(str(task.number), {"task": task}, line, data)

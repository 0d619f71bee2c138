"""Opening a period, extending it, correcting, sending back, attaching."""

from django import forms

from accounts import asking, clock
from policy import evidence
from submissions.quarters import ANNUAL_DUE, DAYS_TO_REPORT, EARLIEST, LATEST, Quarter
from submissions.rules import AttachmentKind

TOO_LONG = {"max_length": asking.TOO_LONG}


def file_field(**options) -> forms.FileField:
    """Return the field for a file of evidence 佐证."""
    return forms.FileField(
        help_text="PDF、JPG、PNG、Word、Excel、WPS、OFD，不超过20 MB",
        widget=forms.FileInput(attrs={"accept": ",".join(evidence.ENDINGS)}),
        error_messages={"required": "请选择文件。", "empty": evidence.EMPTY},
        **options,
    )


class PeriodForm(forms.Form):
    quarter = forms.CharField(
        label="期次", max_length=20, help_text="如 2018年一季度、2018Q1、2018年报", error_messages=TOO_LONG
    )
    due_on = forms.DateField(
        label="截止日期",
        required=False,
        help_text=f"不填时：季度为季后{DAYS_TO_REPORT}日；年报为次年{ANNUAL_DUE[0]}月{ANNUAL_DUE[1]}日，年度数字要到二三月才有",
        error_messages={"invalid": "日期写成 2018-04-15。"},
    )
    is_backfill = forms.BooleanField(label="补录期（历史数据，不计迟报）", required=False)

    def clean_quarter(self):
        try:
            return Quarter.parse(self.cleaned_data["quarter"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self):
        quarter, due_on = self.cleaned_data.get("quarter"), self.cleaned_data.get("due_on")
        if quarter and due_on and due_on <= quarter.ends_on:
            self.add_error("due_on", f"截止日期要晚于期末（{clock.spoken(quarter.ends_on)}）。")


class YearsForm(forms.Form):
    """The span of years whose history is to be filled in 补录."""

    first, last = (
        forms.IntegerField(
            label=label,
            min_value=EARLIEST,
            max_value=LATEST,
            help_text=help_text,
            error_messages={"required": "请填年度。", "invalid": "年度请填四位数字，如 2015。"},
        )
        for label, help_text in (("从哪一年", "如 2015"), ("到哪一年", "如 2017；只能是已经结束的年度"))
    )


class ExtensionForm(forms.Form):
    unit = forms.ModelChoiceField(queryset=None, label="单位", empty_label="请选择单位")
    due_on = forms.DateField(label="延至", error_messages={"invalid": "日期写成 2018-04-20。"})
    reason = forms.CharField(
        label="理由", max_length=200, error_messages=TOO_LONG | {"required": "延期要写明理由。"}
    )

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label="更正理由",
        max_length=200,
        help_text="会印在更正版上，如“误计一户迁出企业”",
        error_messages=TOO_LONG | {"required": "更正必须写明理由，会印在更正版上。"},
    )


class SendBackForm(forms.Form):
    """The reason for the whole, and one for any line."""

    reason = forms.CharField(
        label="整单退回理由",
        max_length=200,
        error_messages=TOO_LONG | {"required": "退回必须写明理由，填报单位要据此修改。"},
    )

    def __init__(self, lines, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = {f"line-{line.pk}": line for line in lines}
        for name, line in self.names.items():
            self.fields[name] = forms.CharField(
                label=f"{line}退回理由", required=False, max_length=200, error_messages=TOO_LONG
            )

    @property
    def line_reasons(self) -> dict[int, str]:
        """Return {line pk: reason} as it is typed."""
        typed = {line.pk: self.data.get(name, "").strip() for name, line in self.names.items()}
        return {pk: text for pk, text in typed.items() if text}


class AttachmentForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=AttachmentKind.choices)
    file = file_field(label="文件")
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=200,
        help_text="如“企业盖章的产值报表，共3页”",
        error_messages=TOO_LONG,
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="撤回理由",
        max_length=200,
        error_messages=TOO_LONG | {"required": "撤回要写明理由，这一行会留着。"},
    )

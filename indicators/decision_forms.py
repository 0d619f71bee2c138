"""What is typed to decide 设定: each form offers only what may be decided and hands on exact values."""

from django import forms

from accounts import clock
from accounts.asking import TOO_LONG
from accounts.models import Unit, UnitKind
from indicators import quantities
from indicators.models import PARTS, Comparator, GoalVerdict, Indicator, Item, Phase, last_opened
from submissions.forms import file_field
from submissions.quarters import ANNUAL, Quarter

YEARS_AHEAD = 10
AREA = forms.Textarea(attrs={"rows": 3})


class DecisionForm(forms.Form):
    """A form that remembers in `rv` the newest decision its page showed."""

    rv = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class DefinitionForm(forms.Form):
    text = forms.CharField(
        label="确认的口径",
        max_length=400,
        widget=AREA,
        help_text="一句话写清统计范围和算法，填报单位照它报数，页面和通报照它解释。",
        error_messages={"required": "请写明确认的口径。"},
    )


class ResponsibilityForm(DecisionForm):
    unit = forms.ModelChoiceField(queryset=None, label="责任单位", empty_label="请选择单位")
    quarter = forms.ChoiceField(label="从哪一期起", help_text="已经开期的不能再改，报送单已分到各单位。")

    def __init__(self, item: Item, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.open_on(clock.today()).exclude(kind=UnitKind.COLLECTIVE)
        self.fields["quarter"].choices = [(str(each), each.label) for each in quarters_ahead(item.document)]

    def clean_quarter(self) -> Quarter:
        return Quarter.parse(self.cleaned_data["quarter"])


class BreakForm(forms.Form):
    item = forms.ModelChoiceField(queryset=None, label="填报项", empty_label="请选择填报项")
    quarter = forms.CharField(
        label="从哪一期起", max_length=20, help_text="如 2019年一季度、2019Q1、2019年报"
    )
    reason = forms.CharField(
        label="理由",
        max_length=200,
        help_text="什么变了，如“园区边界调整”；会印在指标页上",
        error_messages={"required": "请写明理由。"},
    )

    def __init__(self, document, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["item"].queryset = document.items.all()

    def clean_quarter(self) -> Quarter:
        return parsed(self.cleaned_data["quarter"])


class GoalForm(DecisionForm):
    quarter = forms.CharField(
        label="截至哪一期", max_length=20, help_text="如 2019年一季度、2018年报；各版按期次取用"
    )
    verdict = forms.ChoiceField(
        label="评判",
        choices=[("", "请选择"), *GoalVerdict.choices],
        error_messages={"required": "请选评判。"},
    )
    basis = forms.CharField(
        label="依据",
        max_length=400,
        widget=AREA,
        help_text="凭什么这样评：哪次会议、哪份文件、哪项认定；会印在看板上",
        error_messages={"required": "请写明依据。", "max_length": TOO_LONG},
    )
    file = file_field(label="佐证", required=False)

    def clean_quarter(self) -> Quarter:
        return parsed(self.cleaned_data["quarter"])


def parsed(text: str) -> Quarter:
    try:
        return Quarter.parse(text)
    except ValueError as error:
        raise forms.ValidationError(str(error)) from None


class LiftForm(forms.Form):
    reason = forms.CharField(
        label="撤销理由", max_length=200, error_messages={"required": "请写明为什么撤销。"}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class TargetForm(DecisionForm):
    year = forms.IntegerField(label="年度", error_messages={"invalid": "年度请填四位数字，如 2020。"})
    operator = forms.ChoiceField(label="怎样算达标", choices=Comparator.choices)
    value = forms.CharField(label="目标值", max_length=40)
    basis = forms.CharField(
        label="依据",
        max_length=200,
        help_text="哪次会议、哪份文件",
        error_messages={"required": "请写明依据。"},
    )
    reason = forms.CharField(
        label="理由", max_length=200, help_text="会印在通报上", error_messages={"required": "请写明理由。"}
    )

    def __init__(self, indicator: Indicator, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        self.fields["value"].label = f"目标值（{indicator.measure}）"

    def clean_year(self) -> int:
        year, today = self.cleaned_data["year"], clock.today()
        first, last = self.indicator.document.issued_on.year, today.year + YEARS_AHEAD
        if not first <= year <= last:
            raise forms.ValidationError(f"年度应在{first}—{last}之间，请检查。")
        return year

    def clean_value(self):
        return amount(self.indicator, self.cleaned_data["value"])


class PlanForm(DecisionForm):
    """One value for each quarter, cumulative where the indicator is a flow; typed, or pasted as a row or column."""

    block = forms.CharField(
        label="从Excel粘贴四个季度",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行或一列四个数；贴了就不用逐个填",
    )

    def __init__(self, target, data=None, **kwargs):
        super().__init__(spread(data) if data else data, **kwargs)
        self.target, self.indicator = target, target.indicator
        till = "累计" if self.indicator.kind == Indicator.Kind.FLOW else "期末"
        for part, label in PARTS[:4]:
            self.fields[name_of(part)] = forms.CharField(
                label=f"{label}{till}（{self.indicator.measure}）",
                max_length=40,
                error_messages={"required": "请填写，四个季度都要有。"},
            )

    def clean_block(self):
        if block := self.cleaned_data["block"]:
            count = len(block.split())
            raise forms.ValidationError(f"要贴四个数，现在有{count}个。请只复制四个季度的数。")
        return block

    def clean(self):
        before = None
        for part, value in self.points.items():
            try:
                value = self.cleaned_data[name_of(part)] = amount(self.indicator, value)
            except forms.ValidationError as error:
                self.add_error(name_of(part), error)
                continue
            if self.indicator.kind == Indicator.Kind.FLOW and before is not None and value < before:
                self.add_error(name_of(part), f"累计不能比上一季度的{quantities.plain_text(before)}少。")
            before = value

    @property
    def points(self) -> dict:
        """Return {part: value} of what was typed."""
        return {
            part: self.cleaned_data[name_of(part)]
            for part, _ in PARTS[:4]
            if name_of(part) in self.cleaned_data
        }


def spread(data):
    """Return what was sent with a pasted block of four laid into the quarters; any other block is left to be refused."""
    cells = data.get("block", "").split()
    if len(cells) != len(PARTS) - 1:
        return data
    laid = data.copy()
    laid["block"] = ""
    for (part, _), cell in zip(PARTS, cells, strict=False):
        laid[name_of(part)] = cell
    return laid


def name_of(part: int) -> str:
    return f"q{part}"


def amount(indicator: Indicator, text: str):
    """Read a value in the indicator's measure; it is something to reach, so more than nothing."""
    is_count = not indicator.decimals and indicator.measure not in quantities.MONEY
    try:
        value = quantities.parse(text, indicator.measure, integer=is_count).value
    except quantities.Unreadable as unreadable:
        raise forms.ValidationError(str(unreadable)) from None
    if value is None or value <= 0:
        raise forms.ValidationError("请填一个大于0的数。")
    return value


def quarters_ahead(document) -> list[Quarter]:
    """Return the quarters from which a responsibility may still begin, to the end of next year."""
    first = Phase.objects.filter(document=document).order_by("due_on").first()
    start = first.year if first else clock.today().year
    years = range(start, clock.today().year + 2)
    every = (Quarter(year, part) for year in years for part in range(1, ANNUAL + 1))
    opened = last_opened(document)
    return [quarter for quarter in every if opened is None or quarter > opened]

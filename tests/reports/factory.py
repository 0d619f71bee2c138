"""Synthetic quarters for the tests of pages: one as in spring, with every signal, one as at year end. Numbers are made up."""

import datetime as dt
import json
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from reports import contexts as c
from reports import task_contexts

FACTS = json.loads((Path(__file__).parents[2] / "fixtures" / "indicators.json").read_text("utf-8"))
TASKS = json.loads((Path(__file__).parents[2] / "fixtures" / "tasks.json").read_text("utf-8"))
POLICY = (Path(__file__).parents[2] / "fixtures" / "policy.txt").read_text("utf-8")
INDICATORS = {each["slug"]: each for each in FACTS["indicators"]}
ORDER = {slug: place for place, slug in enumerate(INDICATORS, start=1)}
NONE, ABSENT = c.Figure(None, "——"), c.Figure(None, "·")
WORDS = {
    "ON_TRACK": "正常",
    "BEHIND": "滞后",
    "FAR_BEHIND": "严重滞后",
    "MET": "达标",
    "MISSED": "未达标",
    "NOT_DUE": "未到考核期",
    "UNCONFIRMED": "口径待确认",
    "NOT_REPORTED": "未报",
}
SPRING = {  # slug: value, value at the start of the year (stocks), year on year, mark of the growth
    "industrial-output": ("118.60", None, "+7.2", "官"),
    "industrial-value-added": ("25.62", None, "+8.4", "官"),
    "high-tech-enterprises": ("79", None, "+1", "年初"),
    "industry-university-projects": ("77", "68", "+9", "年初"),
    "technology-contracts": ("0.31", None, "+47.6", ""),
    "rd-intensity": ("1.18", None, "+0.11", "点"),
    "rd-institutions": ("52", "52", "0", "年初"),
    "patents-per-10k-staff": ("4.65", None, "+9.2", ""),
    "new-registrations": ("812", None, "−3.1", ""),
    "high-tech-services-share": ("7.42", None, "+2.40", "点"),
    "newly-certified-enterprises": ("0", None, "持平", ""),
    "heavy-rd-enterprises": ("0", None, "持平", ""),
    "added-revenue": ("16.10", None, "+159.7", ""),
    "overseas-investors": ("1", None, "+100.0", ""),
    "foreign-staff-share": ("0.44", None, "+0.06", "点"),
    "overseas-branches": ("6", None, "+1", "年初"),
    "high-tech-exports": ("2.01", None, "+24.1", ""),
    "venture-backed": (None, None, "——", ""),
    "return-on-net-assets": ("2.61", None, "+0.18", "点"),
    "productivity-growth": ("25.60", None, "+6.40", "点"),
    "national-ranking": (None, None, "——", ""),
}
LONG = {
    "graduates-share": "19.80",
    "national-rd-institutions": "2",
    "national-service-institutions": "3",
    "services-share": "12.40",
    "exports-share": "6.31",
    "profit-margin": "5.62",
}
YEAR_END = dict(
    zip(
        [slug for slug in INDICATORS if slug not in LONG and slug != "national-ranking"],
        [
            "452.36",
            "88.40",
            "78",
            "68",
            "1.0000",
            "104",
            "1.36",
            "52",
            "18.37",
            "3286",
            "5.31",
            "33",
            "1",
            "41.30",
            "2",
            "0.42",
            "5",
            "7.12",
            "9",
            "10.42",
            "16.80",
        ],
        strict=False,
    )
)
LAST_YEAR = {
    "technology-contracts": ("0.21", "0.25", "0.26", "0.28"),
    "rd-institutions": ("3", "2", "3", "4"),
    "industrial-output": ("110.20", "116.10", "112.00", "114.06"),
}
FORECASTS = {  # slug: total, low, high
    "industrial-output": ("488.10", "478.10", "498.12"),
    "industrial-value-added": ("104.70", "101.90", "107.50"),
    "technology-contracts": ("1.48", "1.31", "1.65"),
    "new-registrations": ("3307", "3180", "3434"),
    "high-tech-exports": ("8.70", "8.10", "9.40"),
}
NOTES = {
    "technology-contracts": "两项大额合同顺延至二季度登记。",
    "rd-institutions": "一季度无评审批次，5月、10月各一批。",
    "industrial-output": "两户企业一季度停产检修。",
    "high-tech-exports": "两户出口企业一季度转内销，二季度订单已签。",
    "industrial-value-added": "四季度三户企业减产。",
}
JUDGEMENTS = {
    24: "需协调",
    28: "需协调",
    13: "有风险",
    5: "有风险",
    26: "有风险",
    29: "有风险",
    12: "未报",
    32: "未报",
}

JUDGED_GOALS = {
    5: {
        "verdict": "推进中",
        "basis": "六个专项办法尚在征求意见",
        "judged_as_of": "2019年一季度",
        "judged_by": "管委会审核员",
        "judged_on": dt.date(2019, 4, 12),
        "file": task_contexts.FileContext(7, "纪要.pdf", 1200),
    },
}


def figure(value, decimals=2, sign=False) -> c.Figure:
    if value is None:
        return NONE
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{rounded:{'+' if sign else ''}f}".replace("-", "−")
    return c.Figure(Decimal(value), text)


def target(slug: str, phase: str) -> c.TargetContext | None:
    found = [each for each in FACTS["targets"] if each["indicator"] == slug and each["phase"] == phase]
    if not found:
        return None
    fact = found[0]
    sign = {">": ">", "<=": "≤"}.get(fact["operator"], "")
    number = c.Figure(Decimal(str(fact["value"])), f"{sign}{fact['value']}")
    return c.TargetContext(
        phase=phase,
        operator=fact["operator"],
        figure=number,
        wording=fact["wording"],
        quote=fact["quote"],
        start=fact["start"],
        end=fact["end"],
        clause=fact["clause"],
        anchor="c-1-3-" + fact["clause"][-1],
        origin="文件规定",
        basis="",
        version=1,
    )


def row(slug: str, phase: str, value, key: str, **changes) -> c.RowContext:
    fact, goal = INDICATORS[slug], target(slug, phase)
    share = Decimal(value) / goal.figure.value * 100 if value is not None and goal else None
    blank = c.RowContext(
        slug=slug,
        order=ORDER[slug],
        name=fact["name"],
        group=fact["group"],
        kind=fact["kind"],
        measure=fact["measure"],
        decimals=fact["decimals"],
        unit="管委会",
        target=goal,
        value=c.Figure(Decimal(value), value) if value is not None else NONE,
        value_label="一季度累计",
        last_known=None,
        last_known_label="",
        data_status="快报",
        is_stated=False,
        completion=figure(share, 1),
        progress=figure(share, 1),
        pace=ABSENT,
        pace_name="时序进度",
        gap=ABSENT,
        growth=ABSENT,
        growth_mark="",
        need=None,
        signal=c.SignalContext(key, WORDS[key]),
        remark="",
        sentence=f"{fact['name']}{value}{fact['measure']}。",
        note=NOTES.get(slug, ""),
        correction="",
        correction_reason="",
        bar=c.BarContext(share / 100 if share is not None else None, None, False, False),
        quarters=(),
    )
    return replace(blank, **changes)


def spring_row(slug: str) -> c.RowContext:
    value, base, growth, mark = SPRING[slug]
    given = {"growth": growth_of(growth), "growth_mark": mark}
    fact, goal = INDICATORS[slug], target(slug, "2019")
    if value is None and slug == "venture-backed":
        last = c.Figure(Decimal(9), "9")
        hatched = c.BarContext(Decimal("0.45"), None, False, True)
        given |= {"last_known": last, "last_known_label": "2018年", "bar": hatched}
        return row(slug, "2019", None, "NOT_REPORTED", **given)
    if value is None:
        return row(slug, "2019", None, "NOT_DUE", remark="评价结果次年公布", value_label="2019年", **given)
    if fact["definition"]["pace_rule"] == "YEAR_END":
        key = "UNCONFIRMED" if slug == "return-on-net-assets" else "NOT_DUE"
        return row(slug, "2019", value, key, remark=remark(slug, value, goal), **given)
    return paced_row(slug, Decimal(value), Decimal(base or 0), given)


def growth_of(text) -> c.Figure:
    number = text.replace("−", "-")
    return NONE if text == "——" else c.Figure(Decimal(0) if text == "持平" else Decimal(number), text)


def remark(slug, value, goal) -> str:
    if slug == "return-on-net-assets":
        return "暂不比较"
    if INDICATORS[slug]["measure"] == "%":
        gap = Decimal(value) - goal.figure.value
        return f"{'暂高于' if gap > 0 else '低于'}目标{abs(gap):.2f}点"
    word = "达到" if INDICATORS[slug]["kind"] == "STOCK" else "完成"
    return f"{word}目标的{Decimal(value) / goal.figure.value * 100:.1f}%"


def paced_row(slug, value, base, given) -> c.RowContext:
    goal, decimals = target(slug, "2019").figure.value, INDICATORS[slug]["decimals"]
    progress = (value - base) / (goal - base)
    gap = (progress - Decimal("0.25")) * 100
    ratio = progress / Decimal("0.25")
    key = "ON_TRACK" if ratio >= 1 else "BEHIND" if ratio >= Decimal("0.8") else "FAR_BEHIND"
    given |= {
        "progress": figure(progress * 100, 1),
        "pace": c.Figure(Decimal(25), "25.0"),
        "gap": figure(gap, 1, sign=True),
        "bar": c.BarContext(progress, Decimal("0.25"), True, False),
        "need": need(slug, value, goal, decimals),
        "quarters": quarters(slug, value, base, goal, decimals),
        "forecast": forecast(slug),
        "same_period": c.Figure(Decimal("23.1"), "23.1") if slug in FORECASTS else ABSENT,
    }
    if slug == "high-tech-exports":
        given |= {"correction": "2.10→2.01", "correction_reason": "误计一户迁出企业"}
    text = f"{value:.{decimals}f}"
    return row(slug, "2019", text, key, **given)


def forecast(slug) -> c.ForecastContext | None:
    if slug not in FORECASTS:
        return None
    decimals, measure = INDICATORS[slug]["decimals"], INDICATORS[slug]["measure"]
    total, low, high = (figure(value, decimals) for value in FORECASTS[slug])
    difference = figure(total.value - target(slug, "2019").figure.value, decimals, sign=True)
    word = "少" if difference.value < 0 else "多"
    against = f"比2019年目标{word}{difference.text.lstrip('+−')}{measure}"
    return c.ForecastContext(
        total=total,
        low=low,
        high=high,
        quarters=(),
        difference=difference,
        is_short=difference.value < 0,
        method="同期占比与阻尼趋势",
        years=(2016, 2017, 2018),
        error=c.Figure(Decimal("4.2"), "4.2"),
        tested=(2017, 2018),
        headline=f"预测全年{total.text}{measure}，{against}",
        sentence=f"预测全年{total.text}{measure}，八成可能在{low.text}—{high.text}之间，{against}",
    )


def need(slug, value, goal, decimals) -> c.NeedContext:
    total, word = goal - value, "净增" if INDICATORS[slug]["kind"] == "STOCK" else "完成"
    before = sum(map(Decimal, LAST_YEAR.get(slug, "1111")[1:]))
    exceeds = target(slug, "2019").operator == ">"
    each = figure(total / 3, max(decimals, 1))
    return c.NeedContext(f"后三季需{word}", figure(total, decimals), each, figure(before, decimals), exceeds)


def quarters(slug, value, base, goal, decimals) -> tuple[c.QuarterBar, ...]:
    names, before = ("一季度", "二季度", "三季度", "四季度"), LAST_YEAR.get(slug)
    if before is None:
        return ()
    each = figure((goal - value) / 3, max(decimals, 1))
    done = [figure(value - base, decimals), NONE, NONE, NONE]
    return tuple(
        c.QuarterBar(name, figure(before[place], decimals), done[place], NONE if place == 0 else each)
        for place, name in enumerate(names)
    )


def year_row(slug: str) -> c.RowContext:
    value, goal = YEAR_END[slug], target(slug, "2018")
    gap = Decimal(value) - goal.figure.value
    is_met = gap > 0 if goal.operator == ">" else gap >= 0
    places = 0 if INDICATORS[slug]["decimals"] == 0 else 2
    shown = c.Figure(gap, "未超过") if not is_met and gap == 0 else figure(gap, places, sign=bool(gap))
    bar = c.BarContext(Decimal(value) / goal.figure.value, None, True, False)
    given = {"gap": shown, "bar": bar, "value_label": "2018年", "data_status": "正式"}
    given |= {"growth": c.Figure(Decimal("6.1"), "+6.1")}
    return row(slug, "2018", value, "MET" if is_met else "MISSED", **given)


def long_row(slug: str) -> c.RowContext:
    value, goal = LONG[slug], target(slug, "long-term")
    return row(slug, "long-term", value, "NOT_DUE", remark=remark(slug, value, goal), value_label="2018年")


def counts(rows) -> tuple[c.CountContext, ...]:
    found = {}
    for each in rows:
        found.setdefault(each.signal.key, []).append(each.slug)
    keys = ("FAR_BEHIND", "BEHIND", "ON_TRACK", "MISSED", "MET", "NOT_DUE", "UNCONFIRMED", "NOT_REPORTED")
    return tuple(
        c.CountContext(c.SignalContext(key, WORDS[key]), len(found[key]), tuple(found[key]))
        for key in keys
        if key in found
    )


def phases(spring=True) -> tuple[c.PhaseContext, ...]:
    past = tuple(year_row(slug) for slug in YEAR_END)
    now = tuple(spring_row(slug) for slug in SPRING)
    later = tuple(long_row(slug) for slug in LONG)
    urgent = ("technology-contracts", "rd-institutions", "industrial-output", "high-tech-exports")
    missed = tuple(each.slug for each in past if each.signal.key == "MISSED")
    day, headline = dt.date, "一季度2项严重滞后，各类研发机构没有净增"
    deck = "21项目标中8项按时序判定，其余13项本季不判定。"
    end = "2018年21项目标，12项达标，9项未达标"
    found = (
        (
            "2018",
            "2018年",
            False,
            None,
            day(2018, 12, 31),
            "2018A",
            "2018年",
            end,
            "",
            counts(past),
            missed,
            past,
        ),
        (
            "2019",
            "2019年",
            False,
            None,
            day(2019, 12, 31),
            "2019Q1",
            "2019年一季度",
            headline,
            deck,
            counts(now),
            urgent,
            now,
        ),
        (
            "long-term",
            "长期",
            True,
            day(2020, 12, 31),
            day(2022, 12, 31),
            "2019Q1",
            "2019年一季度",
            "长期目标6项",
            "",
            counts(later),
            (),
            later,
        ),
    )
    return tuple(c.PhaseContext(*each) for each in found)


def point(slug, year, part, value, goal) -> c.PointContext:
    label = f"{year}年" + ("年报" if part == 5 else f"{'一二三四'[part - 1]}季度")
    quarter, share = f"{year}A" if part == 5 else f"{year}Q{part}", Decimal(min(part, 4)) / 4
    decimals = INDICATORS[slug]["decimals"]
    expected = goal * share if goal and INDICATORS[slug]["definition"]["pace_rule"] == "LINEAR" else None
    done = value / goal if goal else None
    key = "NOT_DUE"
    if expected:
        key = (
            "ON_TRACK"
            if value >= expected
            else "BEHIND"
            if value / expected >= Decimal("0.8")
            else "FAR_BEHIND"
        )
    if part == 5 and goal:
        key = "MET" if value >= goal else "MISSED"
    signal = c.SignalContext(key, WORDS[key]) if goal else c.SignalContext("NO_TARGET", "无目标")
    return c.PointContext(
        quarter=quarter,
        label=label,
        value=figure(value, decimals),
        single=figure(value / min(part, 4), decimals),
        target=c.Figure(goal, f"{goal}") if goal else NONE,
        expected=figure(expected, decimals) if expected else ABSENT,
        progress=figure(done * 100, 1) if done else ABSENT,
        gap=figure((done - share) * 100, 1, sign=True) if expected else ABSENT,
        growth=c.Figure(Decimal("12.8"), "+12.8"),
        signal=signal,
        data_status="正式" if year < 2019 else "快报",
        is_break=False,
    )


def history(slug: str) -> tuple[c.PointContext, ...]:
    """Return three years of points that grow towards the values of the rows."""
    if slug not in SPRING or SPRING[slug][0] is None:
        return ()
    goals = {year: target(slug, str(year)) for year in (2018, 2019)}
    goals = {year: goal.figure.value if goal else None for year, goal in goals.items()}
    end, found = Decimal(YEAR_END.get(slug, "1")), []
    shares = {"RATIO": "1111", "STOCK": "1111", "GROWTH": "1111"}.get(INDICATORS[slug]["kind"])
    for year, size in ((2017, Decimal("0.886")), (2018, Decimal(1))):
        for part, share in enumerate(("0.228", "0.485", "0.728", "1", "1"), start=1):
            value = end * size * (Decimal(1) if shares else Decimal(share))
            found.append(point(slug, year, part, value, goals.get(year)))
    return (*found, point(slug, 2019, 1, Decimal(SPRING[slug][0]), goals[2019]))


def indicator(slug: str) -> c.IndicatorContext:
    fact = INDICATORS[slug]
    targets = [target(slug, phase["slug"]) for phase in FACTS["phases"]]
    pace, question = fact["definition"]["pace_rule"], fact["definition"]["question"]
    words = {"LINEAR": "时序（累计÷目标）", "INTERPOLATE": "时序（须先补年初数）", "YEAR_END": "年末考核"}
    definition = c.DefinitionContext(fact["name"], words[pace], 1, "", question, not question, "")
    steps = (
        c.StepContext("进度", "2.0100", "10", "20.10%"),
        c.StepContext("时序进度", "3", "12", "25.00%"),
        c.StepContext("时序差", "", "", "20.10 − 25.00 = −4.90"),
        c.StepContext("判定", "20.10", "25.00", "0.804，在0.8与1之间：滞后"),
    )
    corrected = ("2.10→2.01，误计一户迁出企业（市商务局 5月17日申请，5月20日审核）",)
    return c.IndicatorContext(
        slug=slug,
        order=ORDER[slug],
        name=fact["name"],
        group=fact["group"],
        is_of_tasks=False,
        kind=fact["kind"],
        measure=fact["measure"],
        decimals=fact["decimals"],
        scope=fact["scope"],
        scope_is_reading=fact["scope_is_reading"],
        unit="市商务局",
        frequency="每季",
        definition=definition,
        targets=tuple(each for each in targets if each),
        points=history(slug),
        steps=steps if slug == "high-tech-exports" else (),
        corrections=corrected if slug == "high-tech-exports" else (),
        forecast=forecast(slug),
    )


def task(fact) -> task_contexts.TaskContext:
    number, lead = fact["number"], "管委会" if fact["lead"] else ""
    judgement = JUDGEMENTS.get(number, "顺利" if number % 3 else "可控")
    told = judgement != "未报"
    update = task_contexts.UpdateContext(
        lead or "管委会",
        bool(lead),
        f"第{number}项本季进展。",
        "出资比例未议定。",
        "下季继续。",
        judgement,
        "",
        False,
    )
    return task_contexts.TaskContext(
        number=number,
        title=fact["title"],
        part="重点工作任务" if number < 31 else "组织实施",
        section={"二、（一）": "提升创新能力,加强创业活动"}.get(fact["section"], "着力结构优化,助推产业升级"),
        clause=fact["clause"],
        anchor="c-2-1-" + str(number),
        lead=lead,
        partners=tuple(fact["partners"]),
        deliverables=tuple(each["title"] for each in fact["deliverables"]),
        judgement=judgement,
        updates=(update,) if told else (),
        missing=() if told else ("市商务局",),
        **(course() if number == 5 else {}),
    )


def course() -> dict:
    """Return the course of a task in full: a document under way, a milestone overdue, closed once."""
    day, late = dt.date(2019, 3, 11), dt.date(2019, 4, 30)
    file = task_contexts.FileContext(1, "初稿.pdf", 8952)
    reached = task_contexts.StageContext("起草", day, "", "管委会填报员", day, file)
    stages = (reached, *(task_contexts.StageContext(stage) for stage in ("征求意见", "审议", "印发")))
    told = {"by": "管委会审核员", "decided_on": day, "days_late": 12, "is_overdue": True}
    due = task_contexts.DeadlineContext("设备采购", late, "管委会设定", "第4次联席会议议定", **told)
    acts = (("申请销号", file), ("批准销号", None))
    return {
        "text": "5.加快公共服务平台建设。制定《科技研发平台建设支持政策》。牵头单位:管委会",
        "start": 4030,
        "documents": (task_contexts.DeliverableContext("科技研发平台建设支持政策", "起草", stages),),
        "deadlines": (due,),
        "status": "逾期",
        "closure": tuple(
            task_contexts.ClosureContext(act, "已完成", "某人", late, kept) for act, kept in acts
        ),
        "past": (task_contexts.PastContext("2018年四季度", "顺利", "完成选址。", "", day),),
    }


def quarter_context(**changes) -> c.QuarterContext:
    """Return 2019年一季度 第2版（更正）, every signal in it."""
    document = c.DocumentContext(
        "yingkou-2017-69",
        "营政办发〔2017〕69号",
        "营口市人民政府办公室关于推进营口高新区提档升位的实施意见",
        "营口市人民政府办公室",
    )
    missing = (c.MissingContext("市金融发展局", "指标数据", "当年新增获得风险投资的企业", "没有报送"),)
    correction = c.CorrectionContext(
        "high-tech-exports",
        "高新技术企业出口额",
        "2019Q1",
        "2019年一季度",
        "市商务局",
        "亿元",
        figure("2.10"),
        figure("2.01"),
        "误计一户迁出企业",
        dt.date(2019, 5, 20),
    )
    changes_made = (
        c.ChangeContext("转绿", "industrial-value-added", "工业增加值", "未达标", "正常", ""),
        c.ChangeContext("转黄", "industrial-output", "规模以上工业总产值", "达标", "滞后", ""),
        c.ChangeContext("转红", "rd-institutions", "各类研发机构", "达标", "严重滞后", ""),
        c.ChangeContext(
            "更正", "high-tech-exports", "高新技术企业出口额", "2.10", "2.01", "误计一户迁出企业"
        ),
        c.ChangeContext("迟报", "市商务局", "市商务局", "", "首次迟报", ""),
    )
    sentence = "1项转绿、1项转黄、1项转红；更正1项（高新技术企业出口额 2.10→2.01，误计一户迁出企业）；1个单位首次迟报"
    goals = tuple(
        c.GoalContext(
            f"{goal['phase']}年" if (goal["phase"] or "").isdigit() else "长期" if goal["phase"] else "总体",
            goal["quote"],
            goal["clause"],
            "c-1-3-1",
            goal["start"],
            goal["end"],
            **JUDGED_GOALS.get(place, {}),
        )
        for place, goal in enumerate(FACTS["goals"], start=1)
    )
    context = c.QuarterContext(
        schema=c.SCHEMA,
        engine="1",
        demonstration="今天按 2019年7月12日 计；实绩均为合成数字，不是营口高新区的统计结果",
        document=document,
        quarter="2019Q1",
        label="2019年一季度",
        as_of=dt.date(2019, 3, 31),
        data_status="快报",
        number=2,
        kind="更正",
        published_at=dt.datetime(2019, 5, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai")),
        published_by="审核员",
        phase="2019",
        phases=phases(),
        task_rows=(),
        indicators=tuple(indicator(slug) for slug in (*SPRING, *LONG, "valid-invention-patents")),
        goals=goals,
        tasks=tuple(task(each) for each in TASKS["tasks"]),
        reporting=c.ReportingContext(5, 4, 3, ("市商务局",), ("市金融发展局",), missing),
        corrections=(correction,),
        difference=c.DifferenceContext("2018年 第1版", sentence, changes_made),
        orders=(
            task_contexts.OrderContext(
                "督〔2019〕1号",
                "技术合同成交额",
                "市科技局",
                "督办",
                "请补齐",
                dt.date(2019, 4, 30),
                dt.date(2019, 4, 1),
                "已签收",
                "",
                "technology-contracts",
                None,
                True,
            ),
        ),
        resolutions=(
            task_contexts.ResolutionContext(
                1, "定出资比例", "市财政局", dt.date(2019, 4, 30), "办理中", "", 28, True
            ),
            task_contexts.ResolutionContext(
                1, "完成合同登记。", "市科技局", dt.date(2019, 6, 30), "已答复", "一项已登记", None, False
            ),
        ),
        committee="高新区（辽宁自贸区营口片区）管委会",
    )
    return replace(context, **changes)


def first_context() -> c.QuarterContext:
    """Return 2019年一季度 第1版, before the correction."""
    before = quarter_context(number=1, kind="发布", corrections=())
    return replace(before, phases=tuple(uncorrected(phase) for phase in before.phases))


def uncorrected(phase) -> c.PhaseContext:
    rows = (
        replace(row, value=figure("2.10"), correction="", correction_reason="") if row.correction else row
        for row in phase.rows
    )
    return replace(phase, rows=tuple(rows))


def year_context(**changes) -> c.QuarterContext:
    """Return 2018年 第1版: the annual report, every target with its verdict."""
    given = {
        "quarter": "2018A", "label": "2018年", "as_of": dt.date(2018, 12, 31), "data_status": "正式", "number": 1,
        "kind": "发布", "phase": "2018", "corrections": (), "difference": None,
        "published_at": dt.datetime(2019, 3, 28, 10, tzinfo=ZoneInfo("Asia/Shanghai")),
    }  # fmt: skip
    return quarter_context(**(given | changes))

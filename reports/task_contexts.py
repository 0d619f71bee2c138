"""The branches of the frozen tree that hold the tasks: part of `reports.contexts`."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class ResolutionContext:
    """A matter agreed by the joint meeting 议定事项 that was open when the edition was published."""

    meeting: int  # which meeting agreed on it
    matter: str
    unit: str
    due_on: dt.date
    state: str  # 办理中 被退回 已答复
    reply: str
    task: int | None
    is_late: bool


@dataclass(frozen=True)
class OrderContext:
    """A supervision order 督办单 that was open when the edition was published, or had come to its end in that year."""

    name: str  # 督〔2019〕3号
    about: str
    unit: str
    level: str  # 提醒 督办
    matter: str
    due_on: dt.date
    issued_on: dt.date
    state: str  # 已发出 已签收 被退回 已反馈 已办结 已撤销
    reply: str
    indicator: str  # its slug, or ""
    task: int | None
    is_late: bool
    ended_on: dt.date | None = None
    last_words: str = ""  # 办结意见, or why it was withdrawn

    @property
    def is_open(self) -> bool:
        return self.state not in ("已办结", "已撤销")


@dataclass(frozen=True)
class UpdateContext:
    unit: str
    is_lead: bool
    progress: str
    problems: str
    next_steps: str
    judgement: str  # 顺利 可控 有风险 需协调 or ""
    blank_reason: str
    is_late: bool
    reported_on: dt.date | None = None


@dataclass(frozen=True)
class FileContext:
    """A file of evidence 佐证 that goes with a task's course; `pk` names it in the address."""

    pk: int
    name: str
    size: int


@dataclass(frozen=True)
class StageContext:
    """One stage of a document, reached or still to come."""

    stage: str  # 起草 征求意见 审议 印发
    reached_on: dt.date | None = None
    number: str = ""  # 文号
    by: str = ""
    reported_on: dt.date | None = None
    file: FileContext | None = None


@dataclass(frozen=True)
class DeliverableContext:
    """A document to produce 应形成文件 with all its stages."""

    title: str
    stage: str  # the newest stage reached, or 未开始
    stages: tuple[StageContext, ...]  # all of them, in order


@dataclass(frozen=True)
class DeadlineContext:
    """A due date with where it comes from, and how late it was on the day the edition was made."""

    subject: str  # 整项任务 | 《营口高新区总体规划》 | a milestone's name | 2018年市政府专项扶持资金
    due_on: dt.date
    origin: str  # 文件规定 | 管委会设定
    basis: str  # the document's words, or the committee's reason
    by: str = ""
    decided_on: dt.date | None = None
    version: int = 1
    is_done: bool = False
    done_on: dt.date | None = None
    days_late: int = 0
    is_overdue: bool = False
    is_ahead: bool = False  # the day is still to come


@dataclass(frozen=True)
class ClosureContext:
    """One act in the closure 销号 of a task."""

    act: str  # 申请销号 批准销号 不同意销号 恢复办理
    text: str
    by: str
    acted_on: dt.date
    file: FileContext | None = None


@dataclass(frozen=True)
class PastContext:
    """What the lead said of the task in an earlier quarter."""

    label: str  # 2018年四季度
    judgement: str
    progress: str
    problems: str
    reported_on: dt.date | None = None


@dataclass(frozen=True)
class TaskContext:
    number: int
    title: str
    part: str
    section: str
    clause: str
    anchor: str
    lead: str  # "" where the document names none
    partners: tuple[str, ...]
    deliverables: tuple[str, ...]
    judgement: str  # the lead's; without a lead the worst of the partners'; 未报 when nobody wrote
    updates: tuple[UpdateContext, ...]
    missing: tuple[str, ...]  # units that owe an update
    text: str = ""  # the clause's own words, from place `start` of the document on
    start: int = 0
    documents: tuple[DeliverableContext, ...] = ()  # the deliverables with their stages
    deadlines: tuple[DeadlineContext, ...] = ()
    status: str = ""  # computed, beside the judgement: 逾期 未报 推进中 未到期 已销号
    closure: tuple[ClosureContext, ...] = ()  # oldest first
    past: tuple[PastContext, ...] = ()  # newest first

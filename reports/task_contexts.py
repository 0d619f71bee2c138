"""The branches of the frozen tree that hold the tasks: part of `reports.contexts`."""

from dataclasses import dataclass


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

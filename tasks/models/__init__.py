from tasks.models.course import Closure, ClosureAct, Deadline, StageStep
from tasks.models.plan import Deliverable, MeetingMember, Partner, Section, Stage, Task
from tasks.models.updates import ProgressUpdate, TaskJudgement

__all__ = [
    "Closure",
    "ClosureAct",
    "Deadline",
    "Deliverable",
    "MeetingMember",
    "Partner",
    "ProgressUpdate",
    "Section",
    "Stage",
    "StageStep",
    "Task",
    "TaskJudgement",
]

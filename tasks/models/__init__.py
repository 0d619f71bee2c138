from tasks.models.plan import Deliverable, MeetingMember, Partner, Section, Stage, Task
from tasks.models.updates import ProgressUpdate, TaskJudgement

__all__ = [
    "Deliverable",
    "MeetingMember",
    "Partner",
    "ProgressUpdate",
    "Section",
    "Stage",
    "Task",
    "TaskJudgement",
]

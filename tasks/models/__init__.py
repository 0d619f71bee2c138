from tasks.models.course import Closure, ClosureAct, Deadline, StageStep
from tasks.models.evaluations import EvaluationRound, EvaluationTally
from tasks.models.meetings import JointMeeting, Resolution
from tasks.models.orders import Level, OrderWord, Supervision
from tasks.models.plan import Deliverable, MeetingMember, Partner, Section, Stage, Task
from tasks.models.updates import ProgressUpdate, TaskJudgement

__all__ = [
    "Closure",
    "ClosureAct",
    "Deadline",
    "Deliverable",
    "EvaluationRound",
    "EvaluationTally",
    "JointMeeting",
    "Level",
    "MeetingMember",
    "OrderWord",
    "Partner",
    "ProgressUpdate",
    "Resolution",
    "Section",
    "Stage",
    "StageStep",
    "Supervision",
    "Task",
    "TaskJudgement",
]

"""The demonstration's consultation 征求意见 on the quarter that is being reported, through the verbs."""

import datetime as dt
import json

from django.conf import settings

from accounts import clock
from reports import consultations
from reports.models import Comment, Consultation
from submissions.quarters import Quarter


def play(document, clerks, reviewer) -> None:
    """Play what fixtures/demonstration/consultation.json tells: a draft goes out, two units speak, one is answered."""
    path = settings.BASE_DIR / "fixtures" / "demonstration" / "consultation.json"
    told = json.loads(path.read_text("utf-8"))
    with clock.at(dt.date.fromisoformat(told["on"])):
        draft = Consultation.open(
            document, Quarter.parse(told["quarter"]), due_on=dt.date.fromisoformat(told["due"]), by=reviewer
        )
    asked = {each.unit.name: each for each in consultations.everybody_asked(draft)}
    for said in told["comments"]:
        speak(draft, asked[said["unit"]], said, clerks, reviewer)


def speak(draft, asked, said, clerks, reviewer) -> None:
    about = next(each for each in asked.statements if each.name == said["about"])
    with clock.at(dt.date.fromisoformat(said["on"])):
        comment = Comment.add(draft, about, unit=asked.unit, text=said["text"], by=clerks[asked.unit.pk])
        if "answer" in said:
            comment.answer(is_accepted=said["accepted"], text=said["answer"], by=reviewer)

from reports.models.consultations import Comment, Consultation
from reports.models.editions import Edition, EditionKind, EditionQuerySet, check_code
from reports.models.kiosks import Kiosk, hashed

__all__ = [
    "Comment",
    "Consultation",
    "Edition",
    "EditionKind",
    "EditionQuerySet",
    "Kiosk",
    "check_code",
    "hashed",
]

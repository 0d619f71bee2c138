"""An office in its first week: accounts, and the first year's report open. Nobody else answers for anything yet."""

from tests.e2e.visitor import PASSWORD

SCRIPT = f"""
import datetime as dt
from accounts.models import Post, Role, Unit, User
from policy.models import PolicyDocument
from submissions.models import ReportingPeriod
from submissions.quarters import Quarter

committee = Unit.objects.committee()
for name, role in (("clerk", Role.CLERK), ("colleague", Role.CLERK), ("reviewer", Role.REVIEWER)):
    user = User(username=name, display_name=name, must_change_password=False)
    user.set_password("{PASSWORD}")
    user.save()
    Post.objects.create(user=user, unit=committee, role=role, starts_on=dt.date(2018, 1, 1))
reviewer = User.objects.get(username="reviewer")
ReportingPeriod.open(PolicyDocument.objects.get(), Quarter.parse("2025A"), by=reviewer)
"""

"""Every address of the house: who may pass, and what it answers to whoever may. A new URL gets a line here.

What is not said here is the same for all: who is not signed in is led to the sign-in page, who lacks the permission is refused
with 403 whatever the method, and an object that is missing or another unit's is not found, in the same words.
"""

from dataclasses import dataclass, field

from accounts.permissions import Permission as P

OPEN, SELF = "open", "self"
"""Not behind the sign-in page; open to every signed-in account."""
SHOWN, ASKED_AGAIN = (200, 302, 405), (200, 422)
"""What a page that only shows makes of a POST; what a form says to one that is empty."""


@dataclass(frozen=True)
class Door:
    """What a door answers: `get` to GET and HEAD, `post` to an empty POST; `of` names the world's object in its path.

    `is_slow`: the answer takes long to make, so that of those who may pass only the first one is let through.
    """

    who: P | str
    get: int | tuple = 200
    post: int | tuple = 405
    of: str = ""
    anonymous: dict = field(default_factory=dict)
    is_slow: bool = False


DOORS = {
    "healthz": Door(OPEN),
    # doors
    "accounts:sign_in": Door(OPEN, get=302, post=302, anonymous={"GET": 200, "HEAD": 200, "POST": 200}),
    "accounts:demonstration_sign_in": Door(OPEN, get=405, post=404),
    "accounts:sign_out": Door(SELF, get=405, post=302),
    "accounts:password_change": Door(SELF, post=200),
    "manual": Door(SELF),
    # administration
    "accounts:user_list": Door(P.ADMINISTER),
    "accounts:user_create": Door(P.ADMINISTER, post=200),
    "checkup": Door(P.ADMINISTER, post=200, is_slow=True),
    "user_import": Door(P.ADMINISTER, post=400),
    "user_template": Door(P.ADMINISTER),
    "accounts:user_detail": Door(P.ADMINISTER, of="user"),
    "accounts:user_reset": Door(P.ADMINISTER, post=200, of="user"),
    "accounts:user_unlock": Door(P.ADMINISTER, post=302, of="user"),
    "accounts:user_end": Door(P.ADMINISTER, post=302, of="user"),
    "accounts:post_create": Door(P.ADMINISTER, post=200, of="user"),
    "accounts:post_end": Door(P.ADMINISTER, post=200, of="post"),
    "accounts:unit_list": Door(P.ADMINISTER),
    "accounts:unit_create": Door(P.ADMINISTER, post=200),
    "accounts:unit_edit": Door(P.ADMINISTER, post=200, of="unit"),
    "accounts:unit_remove": Door(P.ADMINISTER, post=403, of="unit"),
    "accounts:event_list": Door(P.READ_JOURNAL),
    "accounts:event_export": Door(P.READ_JOURNAL),
    # the document
    "policy:document_detail": Door(P.VIEW_TASKS),
    # a unit's own submissions
    "submissions:submission_list": Door(P.FILL, post=SHOWN),
    "submissions:submission_detail": Door(P.FILL, get=(200, 302), post=SHOWN, of="own_updates"),
    "submissions:submission_receipt": Door(P.FILL, get=(200, 302), post=SHOWN, of="own_updates"),
    "submissions:submission_correct": Door(P.FILL, post=ASKED_AGAIN, of="own_updates"),
    "submissions:submission_withdraw": Door(P.FILL, post=302, of="own_updates"),
    "submissions:attachment_add": Door(P.FILL, post=ASKED_AGAIN, of="own_updates"),
    "submissions:attachment_detail": Door(P.VIEW_TASKS, get=(200, 404), of="attachment"),
    "submissions:attachment_withdraw": Door(P.FILL, get=302, post=302, of="attachment"),
    "indicators:sheet": Door(P.FILL_FIGURES, post=(302, 422), of="own_submission"),
    "indicators:cells_save": Door(P.FILL_FIGURES, get=405, post=200, of="own_submission"),
    "reports:sheet_effects": Door(P.FILL_FIGURES, of="own_submission"),
    "reports:submission_check": Door(P.FILL_FIGURES, post=302, of="own_submission"),
    "indicators:template_download": Door(P.FILL_FIGURES, of="own_submission"),
    "indicators:upload": Door(P.FILL_FIGURES, post=400, of="own_submission"),
    "indicators:upload_confirm": Door(P.FILL_FIGURES, get=405, post=400, of="own_submission"),
    "indicators:marked_download": Door(P.FILL_FIGURES, get=405, post=400, of="own_submission"),
    "indicators:backfill": Door(P.FILL_FIGURES, post=400, of="own_unit"),
    "indicators:backfill_template": Door(P.FILL_FIGURES, get=302, of="own_unit"),
    "indicators:backfill_confirm": Door(P.FILL_FIGURES, get=405, post=400, of="own_unit"),
    "indicators:backfill_marked": Door(P.FILL_FIGURES, get=405, post=400, of="own_unit"),
    "indicators:backfill_submit": Door(P.FILL_FIGURES, get=405, post=302, of="own_unit"),
    "tasks:update_sheet": Door(P.FILL, post=(302, 422), of="own_updates"),
    # the course of a task
    "tasks:task_course": Door(P.VIEW_TASKS, of="task"),
    "tasks:stage_report": Door(P.FILL, post=ASKED_AGAIN, of="deliverable"),
    "tasks:deadline_decide": Door(P.DECIDE, post=ASKED_AGAIN, of="task"),
    "tasks:closure_apply": Door(P.FILL, post=ASKED_AGAIN, of="task"),
    "tasks:closure_decide": Door(P.REVIEW, post=ASKED_AGAIN, of="task"),
    "tasks:closure_reopen": Door(P.REVIEW, post=ASKED_AGAIN, of="task"),
    "tasks:course_file": Door(P.VIEW_TASKS, of="course_file"),
    # supervision orders
    "reports:order_list": Door(P.VIEW_EDITIONS),
    "reports:order_create": Door(P.DRAFT_ORDERS, get=404, post=404),
    "reports:order_detail": Door(P.VIEW_EDITIONS, of="order"),
    "reports:order_edit": Door(P.DRAFT_ORDERS, post=ASKED_AGAIN, of="order"),
    "reports:order_issue": Door(P.ISSUE_ORDERS, get=405, post=(302, 403, 409), of="order"),
    "reports:order_sign": Door(P.FILL, get=405, post=(302, 403, 409), of="order"),
    "reports:order_answer": Door(P.FILL, post=ASKED_AGAIN, of="order"),
    "reports:order_send_back": Door(P.ISSUE_ORDERS, post=ASKED_AGAIN, of="order"),
    "reports:order_close": Door(P.ISSUE_ORDERS, post=ASKED_AGAIN, of="order"),
    "reports:order_withdraw": Door(P.DRAFT_ORDERS, post=ASKED_AGAIN, of="order"),
    "reports:order_print": Door(P.VIEW_EDITIONS, of="order"),
    "reports:order_word": Door(P.VIEW_EDITIONS, of="order", is_slow=True),
    # the joint meeting
    "reports:meeting_list": Door(P.VIEW_EDITIONS),
    "reports:meeting_create": Door(P.HOLD_MEETINGS, post=ASKED_AGAIN),
    "reports:meeting_detail": Door(P.VIEW_EDITIONS, of="meeting"),
    "reports:meeting_edit": Door(P.HOLD_MEETINGS, post=ASKED_AGAIN, of="meeting"),
    "reports:meeting_close": Door(P.HOLD_MEETINGS, get=405, post=(302, 403, 409), of="meeting"),
    "reports:resolution_create": Door(P.HOLD_MEETINGS, post=ASKED_AGAIN, of="meeting"),
    "reports:resolution_detail": Door(P.VIEW_EDITIONS, of="resolution"),
    "reports:resolution_answer": Door(P.FILL, post=ASKED_AGAIN, of="resolution"),
    "reports:resolution_send_back": Door(P.HOLD_MEETINGS, post=ASKED_AGAIN, of="resolution"),
    "reports:resolution_close": Door(P.HOLD_MEETINGS, get=405, post=(302, 403, 409), of="resolution"),
    "reports:resolution_reopen": Door(P.HOLD_MEETINGS, post=ASKED_AGAIN, of="resolution"),
    # the evaluation by enterprises
    "tasks:evaluation_list": Door(P.VIEW_EDITIONS),
    "tasks:evaluation_create": Door(P.HOLD_MEETINGS, post=ASKED_AGAIN),
    "tasks:evaluation_detail": Door(P.VIEW_EDITIONS, of="evaluation"),
    "tasks:evaluation_print": Door(P.HOLD_MEETINGS, of="evaluation"),
    "tasks:evaluation_paste": Door(P.HOLD_MEETINGS, post=ASKED_AGAIN, of="evaluation"),
    "tasks:evaluation_close": Door(P.HOLD_MEETINGS, get=405, post=(302, 403), of="evaluation"),
    "tasks:evaluation_enter": Door(P.HOLD_MEETINGS, post=ASKED_AGAIN, of="tally"),
    # the desk
    "reports:review_list": Door(P.REVIEW),
    "reports:review_approve_all": Door(P.REVIEW, get=405, post=302),
    "submissions:review_detail": Door(P.REVIEW, post=SHOWN, of="handed_in"),
    "submissions:review_approve": Door(P.REVIEW, get=(302, 405), post=302, of="handed_in"),
    "submissions:review_send_back": Door(P.REVIEW, get=(302, 405), post=(302, 422), of="handed_in"),
    "submissions:period_list": Door(P.REVIEW, post=SHOWN),
    "submissions:period_open_backfill": Door(P.REVIEW, post=ASKED_AGAIN),
    "submissions:period_open": Door(P.REVIEW, get=(302, 405), post=422),
    "submissions:period_detail": Door(P.REVIEW, of="period"),
    "submissions:period_remind": Door(P.REVIEW, get=405, post=302, of="period"),
    "submissions:period_notice": Door(P.REVIEW, of="owing"),
    "submissions:period_extend": Door(P.REVIEW, post=ASKED_AGAIN, of="period"),
    # decisions
    "indicators:definition_list": Door(P.DECIDE),
    "indicators:definition_confirm": Door(P.DECIDE, post=ASKED_AGAIN, of="indicator"),
    "indicators:responsibility_list": Door(P.DECIDE),
    "indicators:responsibility_assign": Door(P.DECIDE, post=ASKED_AGAIN, of="item"),
    "indicators:break_list": Door(P.DECIDE, post=ASKED_AGAIN),
    "indicators:break_lift": Door(P.DECIDE, post=ASKED_AGAIN, of="break"),
    "indicators:goal_list": Door(P.DECIDE),
    "indicators:goal_judge": Door(P.DECIDE, post=ASKED_AGAIN, of="goal"),
    "indicators:goal_file": Door(P.VIEW_TASKS, of="goal_file"),
    "indicators:target_list": Door(P.VIEW_TASKS),
    "indicators:target_decide": Door(P.DECIDE, post=ASKED_AGAIN, of="indicator"),
    "indicators:target_plan": Door(P.DECIDE, post=ASKED_AGAIN, of="indicator"),
    # what was published
    "reports:home": Door(SELF, get=(200, 302)),
    "reports:board": Door(P.VIEW_EDITIONS),
    "reports:indicator_list": Door(P.VIEW_EDITIONS),
    "reports:indicator_detail": Door(P.VIEW_EDITIONS, of="indicator"),
    "reports:analysis": Door(P.VIEW_EDITIONS),
    "reports:comparison": Door(P.VIEW_EDITIONS),
    "reports:what_if": Door(P.VIEW_EDITIONS, of="indicator"),
    "reports:task_list": Door(P.VIEW_TASKS),
    "reports:task_detail": Door(P.VIEW_TASKS, of="task"),
    "reports:ledger_word": Door(P.VIEW_TASKS, of="edition", is_slow=True),
    "reports:ledger_excel": Door(P.VIEW_TASKS, of="edition", is_slow=True),
    "reports:matrix_excel": Door(P.VIEW_TASKS, of="edition", is_slow=True),
    "reports:ledger_csv": Door(P.VIEW_TASKS, of="edition", is_slow=True),
    "reports:task_matrix": Door(P.VIEW_TASKS),
    "reports:unit_own": Door(P.FILL, get=302),
    "reports:unit_detail": Door(P.VIEW_EDITIONS, of="unit"),
    "reports:unit_word": Door(P.VIEW_EDITIONS, of="unit_edition", is_slow=True),
    "reports:search": Door(P.VIEW_TASKS),
    "reports:edition_list": Door(P.VIEW_EDITIONS),
    "reports:edition_difference": Door(P.VIEW_EDITIONS),
    "reports:edition_preview": Door(P.REVIEW, of="quarter"),
    "reports:edition_publish": Door(P.REVIEW, post=(302, 403, 409), of="quarter"),
    "reports:comment_list": Door(P.REVIEW, post=ASKED_AGAIN, of="quarter"),
    "reports:comment_answer": Door(P.REVIEW, post=ASKED_AGAIN, of="comment"),
    "reports:consultation_detail": Door(P.FILL, of="consultation"),
    "reports:comment_create": Door(P.FILL, get=404, post=404, of="consultation"),
    "reports:edition_detail": Door(P.VIEW_EDITIONS, of="edition"),
    "reports:export_word": Door(P.VIEW_EDITIONS, of="edition", is_slow=True),
    "reports:export_notice": Door(P.VIEW_EDITIONS, of="edition", is_slow=True),
    "reports:export_csv": Door(P.VIEW_EDITIONS, of="edition", is_slow=True),
    "reports:export_json": Door(P.VIEW_EDITIONS, of="edition", is_slow=True),
    "reports:export_page": Door(P.VIEW_EDITIONS, of="edition", is_slow=True),
    "reports:export_slides": Door(P.VIEW_EDITIONS, of="edition", is_slow=True),
    "reports:export_excel": Door(P.VIEW_EDITIONS, of="edition", is_slow=True),
    "reports:kiosk_list": Door(P.REVIEW, post=422),
    "reports:kiosk_revoke": Door(P.REVIEW, get=405, post=302, of="kiosk"),
    "reports:screen": Door(OPEN, of="screen"),
    "reports:screen_edition": Door(OPEN, of="screen"),
    "reports:check_lookup": Door(OPEN),
    "reports:check_detail": Door(OPEN, of="check"),
}


@dataclass(frozen=True)
class Things:
    """Arguments of one kind of path: of each unit's own object, and of one that does not exist."""

    missing: tuple
    of_unit: dict
    everybody: tuple | None = None
    seen_by: tuple = ()  # who may see every unit's

    def there(self, unit) -> tuple:
        return self.of_unit[unit] if self.everybody is None else self.everybody

    def elsewhere(self, unit) -> list[tuple]:
        return [args for other, args in self.of_unit.items() if other != unit]


def shared(args: tuple, missing: tuple) -> Things:
    """Return an object that belongs to no unit."""
    return Things(missing=missing, of_unit={}, everybody=args)


def owned(of_unit: dict, seen_by: tuple = ()) -> Things:
    """Return one object for each unit: the others' are as good as missing, but for who sees all."""
    return Things((10**6,), {unit: (row.pk,) for unit, row in of_unit.items()}, seen_by=seen_by)

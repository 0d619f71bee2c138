from django.urls import path

from submissions.views import attachments, backfill, desk, own, periods

app_name = "submissions"
urlpatterns = [
    path("submissions/", own.submission_list, name="submission_list"),
    path("submissions/<int:pk>/", own.submission_detail, name="submission_detail"),
    path("submissions/<int:pk>/receipt/", own.submission_receipt, name="submission_receipt"),
    path("submissions/<int:pk>/correct/", own.submission_correct, name="submission_correct"),
    path("submissions/<int:pk>/withdraw/", own.submission_withdraw, name="submission_withdraw"),
    path("submissions/<int:pk>/attachments/", attachments.attachment_add, name="attachment_add"),
    path(
        "submissions/<int:pk>/attachments/<int:number>/",
        attachments.attachment_detail,
        name="attachment_detail",
    ),
    path(
        "submissions/<int:pk>/attachments/<int:number>/withdraw/",
        attachments.attachment_withdraw,
        name="attachment_withdraw",
    ),
    path("review/<int:pk>/", desk.review_detail, name="review_detail"),
    path("review/<int:pk>/approve/", desk.review_approve, name="review_approve"),
    path("review/<int:pk>/send-back/", desk.review_send_back, name="review_send_back"),
    path("periods/", desk.period_list, name="period_list"),
    path("periods/backfill/", backfill.period_open_backfill, name="period_open_backfill"),
    path("periods/open/", desk.period_open, name="period_open"),
    path("periods/<int:pk>/extend/", desk.period_extend, name="period_extend"),
    path("periods/<int:pk>/", periods.period_detail, name="period_detail"),
    path("periods/<int:pk>/remind/", periods.period_remind, name="period_remind"),
    path("periods/<int:pk>/notice/<int:unit>/", periods.period_notice, name="period_notice"),
]

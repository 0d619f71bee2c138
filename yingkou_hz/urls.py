"""One include() per app; what went wrong has a page of its own for each kind of failure."""

from django.urls import include, path

from yingkou_hz.views import checkup, enrolment, health, manual

APPS = ("accounts", "policy", "submissions", "indicators", "tasks", "reports")

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("administration/accounts/import/", enrolment.user_import, name="user_import"),
    path("administration/accounts/import/template/", enrolment.user_template, name="user_template"),
    path("administration/checkup/", checkup.checkup, name="checkup"),
    path("help/", manual.manual, name="manual"),
    *(path("", include(f"{app}.urls")) for app in APPS),
]

handler400 = "accounts.views.bad_request"
handler403 = "accounts.views.permission_denied"
handler404 = "accounts.views.page_not_found"
handler500 = "accounts.views.server_error"

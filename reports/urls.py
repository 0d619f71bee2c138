from django.urls import path

from reports import checking, exports, reviewing, screens, views

app_name = "reports"
urlpatterns = [
    path("", views.home, name="home"),
    path("submissions/<int:pk>/figures/effects/", checking.sheet_effects, name="sheet_effects"),
    path("submissions/<int:pk>/check/", checking.submission_check, name="submission_check"),
    path("review/", reviewing.review_list, name="review_list"),
    path("review/approve/", reviewing.review_approve_all, name="review_approve_all"),
    path("board/", views.board, name="board"),
    path("indicators/", views.indicator_list, name="indicator_list"),
    path("indicators/<slug:slug>/", views.indicator_detail, name="indicator_detail"),
    path("tasks/", views.task_list, name="task_list"),
    path("tasks/<int:number>/", views.task_detail, name="task_detail"),
    path("editions/", views.edition_list, name="edition_list"),
    path("editions/difference/", views.edition_difference, name="edition_difference"),
    path("editions/<str:quarter>/preview/", views.edition_preview, name="edition_preview"),
    path("editions/<str:quarter>/publish/", views.edition_publish, name="edition_publish"),
    path("editions/<str:quarter>/<int:number>/", views.edition_detail, name="edition_detail"),
    path("editions/<str:quarter>/<int:number>/word/", exports.export_word, name="export_word"),
    path("editions/<str:quarter>/<int:number>/notice/", exports.export_notice, name="export_notice"),
    path("editions/<str:quarter>/<int:number>/excel/", exports.export_excel, name="export_excel"),
    path("editions/<str:quarter>/<int:number>/page/", exports.export_page, name="export_page"),
    path("editions/<str:quarter>/<int:number>/slides/", exports.export_slides, name="export_slides"),
    path("editions/<str:quarter>/<int:number>/csv/", exports.export_csv, name="export_csv"),
    path("editions/<str:quarter>/<int:number>/json/", exports.export_json, name="export_json"),
    path("kiosks/", screens.kiosk_list, name="kiosk_list"),
    path("kiosks/<int:pk>/revoke/", screens.kiosk_revoke, name="kiosk_revoke"),
    path("screen/<str:token>/", screens.screen, name="screen"),
    path("screen/<str:token>/edition/", screens.screen_edition, name="screen_edition"),
    path("checks/", views.check_lookup, name="check_lookup"),
    path("checks/<str:code>/", views.check_detail, name="check_detail"),
]

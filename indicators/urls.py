from django.urls import path

from indicators import backfill, cells, decisions, uploads, views

app_name = "indicators"
urlpatterns = [
    path("submissions/<int:pk>/figures/", views.sheet, name="sheet"),
    path("submissions/<int:pk>/figures/cells/", cells.cells_save, name="cells_save"),
    path("submissions/<int:pk>/figures/template/", uploads.template_download, name="template_download"),
    path("submissions/<int:pk>/figures/upload/", uploads.upload, name="upload"),
    path("submissions/<int:pk>/figures/upload/confirm/", uploads.upload_confirm, name="upload_confirm"),
    path("submissions/<int:pk>/figures/upload/marked/", uploads.marked_download, name="marked_download"),
    path("submissions/backfill/<int:pk>/", backfill.backfill, name="backfill"),
    path("submissions/backfill/<int:pk>/template/", backfill.backfill_template, name="backfill_template"),
    path("submissions/backfill/<int:pk>/confirm/", backfill.backfill_confirm, name="backfill_confirm"),
    path("submissions/backfill/<int:pk>/marked/", backfill.backfill_marked, name="backfill_marked"),
    path("submissions/backfill/<int:pk>/submit/", backfill.backfill_submit, name="backfill_submit"),
    path("definitions/", decisions.definition_list, name="definition_list"),
    path("definitions/<slug:slug>/confirm/", decisions.definition_confirm, name="definition_confirm"),
    path("responsibilities/", decisions.responsibility_list, name="responsibility_list"),
    path("responsibilities/<slug:slug>/", decisions.responsibility_assign, name="responsibility_assign"),
    path("breaks/", decisions.break_list, name="break_list"),
    path("breaks/<int:pk>/lift/", decisions.break_lift, name="break_lift"),
    path("goals/", decisions.goal_list, name="goal_list"),
    path("goals/<int:order>/judge/", decisions.goal_judge, name="goal_judge"),
    path("goals/files/<int:pk>/", decisions.goal_file, name="goal_file"),
    path("targets/", decisions.target_list, name="target_list"),
    path("targets/<slug:slug>/decide/", decisions.target_decide, name="target_decide"),
    path("targets/<slug:slug>/plan/", decisions.target_plan, name="target_plan"),
]

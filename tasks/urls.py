from django.urls import path

from tasks.views import course, evaluations, updates

app_name = "tasks"
urlpatterns = [
    path("submissions/<int:pk>/updates/", updates.update_sheet, name="update_sheet"),
    path("tasks/<int:number>/course/", course.task_course, name="task_course"),
    path("tasks/<int:number>/documents/<int:order>/stage/", course.stage_report, name="stage_report"),
    path("tasks/<int:number>/deadlines/", course.deadline_decide, name="deadline_decide"),
    path("tasks/<int:number>/closure/apply/", course.closure_apply, name="closure_apply"),
    path("tasks/<int:number>/closure/decide/", course.closure_decide, name="closure_decide"),
    path("tasks/<int:number>/closure/reopen/", course.closure_reopen, name="closure_reopen"),
    path("tasks/<int:number>/files/<int:pk>/", course.course_file, name="course_file"),
    path("evaluations/", evaluations.evaluation_list, name="evaluation_list"),
    path("evaluations/create/", evaluations.evaluation_create, name="evaluation_create"),
    path("evaluations/<int:pk>/", evaluations.evaluation_detail, name="evaluation_detail"),
    path("evaluations/<int:pk>/print/", evaluations.evaluation_print, name="evaluation_print"),
    path("evaluations/<int:pk>/paste/", evaluations.evaluation_paste, name="evaluation_paste"),
    path("evaluations/<int:pk>/close/", evaluations.evaluation_close, name="evaluation_close"),
    path("evaluations/<int:pk>/<int:unit>/", evaluations.evaluation_enter, name="evaluation_enter"),
]

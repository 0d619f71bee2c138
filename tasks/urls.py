from django.urls import path

from tasks.views import course, updates

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
]

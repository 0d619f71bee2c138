from django.urls import path

from tasks.views import updates

app_name = "tasks"
urlpatterns = [
    path("submissions/<int:pk>/updates/", updates.update_sheet, name="update_sheet"),
]

from django.urls import path

from tasks import views

app_name = "tasks"
urlpatterns = [
    path("submissions/<int:pk>/updates/", views.update_sheet, name="update_sheet"),
]

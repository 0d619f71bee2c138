from django.urls import path

from indicators import views

app_name = "indicators"
urlpatterns = [
    path("submissions/<int:pk>/figures/", views.sheet, name="sheet"),
]

from django.urls import path

from policy import views

app_name = "policy"
urlpatterns = [path("document/", views.document_detail, name="document_detail")]

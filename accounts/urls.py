from django.urls import path

from accounts.views import administration, doors, journal

app_name = "accounts"
urlpatterns = [
    path("sign-in/", doors.sign_in, name="sign_in"),
    path("sign-in/demonstration/", doors.demonstration_sign_in, name="demonstration_sign_in"),
    path("sign-out/", doors.sign_out, name="sign_out"),
    path("password/", doors.password_change, name="password_change"),
    path("administration/accounts/", administration.user_list, name="user_list"),
    path("administration/accounts/create/", administration.user_create, name="user_create"),
    path("administration/accounts/<int:pk>/", administration.user_detail, name="user_detail"),
    path("administration/accounts/<int:pk>/reset/", administration.user_reset, name="user_reset"),
    path("administration/accounts/<int:pk>/unlock/", administration.user_unlock, name="user_unlock"),
    path("administration/accounts/<int:pk>/end/", administration.user_end, name="user_end"),
    path("administration/accounts/<int:pk>/posts/create/", administration.post_create, name="post_create"),
    path("administration/posts/<int:pk>/end/", administration.post_end, name="post_end"),
    path("administration/units/", administration.unit_list, name="unit_list"),
    path("administration/units/create/", administration.unit_create, name="unit_create"),
    path("administration/units/<int:pk>/edit/", administration.unit_edit, name="unit_edit"),
    path("administration/units/<int:pk>/remove/", administration.unit_remove, name="unit_remove"),
    path("journal/", journal.event_list, name="event_list"),
    path("journal/export/", journal.event_export, name="event_export"),
]

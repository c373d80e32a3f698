from django.http import HttpResponse
from django.urls import path


def to_come(request, **kwargs):
    return HttpResponse("")


app_name = "accounts"
urlpatterns = [
    path("profil/", to_come, name="profile"),
    path("role/", to_come, name="switch"),
    path("invitation/<str:token>/", to_come, name="accept_invitation"),
]

from django.http import HttpResponse
from django.urls import path


def to_come(request, **kwargs):
    return HttpResponse("")


app_name = "trainings"
urlpatterns = [
    path("", to_come, name="list"),
    path("sessions/<int:pk>/", to_come, name="session"),
    path("sessions/<int:pk>/inscription/", to_come, name="sign_up"),
    path("sessions/<int:pk>/desinscription/", to_come, name="sign_off"),
]

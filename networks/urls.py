from django.http import HttpResponse
from django.urls import path


def to_come(request, **kwargs):
    return HttpResponse("")


app_name = "networks"
urlpatterns = [
    path("rencontres/", to_come, name="meetups"),
    path("rencontres/<int:pk>/", to_come, name="meetup"),
    path("rencontres/<int:pk>/inscription/", to_come, name="sign_up"),
    path("rencontres/<int:pk>/desinscription/", to_come, name="sign_off"),
    path("mini-projets/", to_come, name="projects"),
    path("annuaire/", to_come, name="directory"),
]

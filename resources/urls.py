from django.http import HttpResponse
from django.urls import path


def to_come(request, **kwargs):
    return HttpResponse("")


app_name = "resources"
urlpatterns = [
    path("", to_come, name="home"),
]

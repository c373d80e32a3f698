from django.http import HttpResponse
from django.urls import path


def to_come(request, **kwargs):
    return HttpResponse("")


app_name = "incidents"
urlpatterns = [
    path("", to_come, name="home"),
    path("signaler/", to_come, name="report"),
]

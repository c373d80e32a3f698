from django.http import HttpResponse
from django.urls import path


def to_come(request, **kwargs):
    return HttpResponse("")


app_name = "sites"
urlpatterns = [
    path("", to_come, name="list"),
    path("mon-site/", to_come, name="mine"),
    path("mon-equipe/", to_come, name="workers"),
    path("<slug:slug>/", to_come, name="detail"),
]

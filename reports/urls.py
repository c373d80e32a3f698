from django.http import HttpResponse
from django.urls import path


def to_come(request, **kwargs):
    return HttpResponse("")


app_name = "reports"
urlpatterns = [
    path("", to_come, name="list"),
    path("demander/", to_come, name="request"),
    path("<uuid:public_id>/", to_come, name="detail"),
    path("<uuid:public_id>/pdf/", to_come, name="pdf"),
]

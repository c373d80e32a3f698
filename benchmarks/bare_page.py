"""The yardstick: the least page of the same stack. Every middleware, the session, the user, ten rows of one query."""

from django.template import engines
from django.urls import include, path

from sites.models import FieldWorker

PAGE = """<!DOCTYPE html><html lang="fr"><head><title>Dix agents</title></head><body><p>{{ user }}</p>
<ul>{% for worker in workers %}<li>{{ worker.first_name }} {{ worker.last_name }}</li>{% endfor %}</ul></body></html>"""


class Loaded:
    template = None


def bare(request):
    if Loaded.template is None:
        Loaded.template = engines["django"].from_string(PAGE)
    content = Loaded.template.render({"workers": FieldWorker.objects.order_by("pk")[:10]}, request)
    from django.http import HttpResponse

    return HttpResponse(content)


urlpatterns = [path("page-nue/", bare), path("", include("proxinet.urls"))]

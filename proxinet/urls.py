from django.contrib import admin
from django.urls import include, path

from home import views as home
from proxinet import health

urlpatterns = [
    path("", home.public_home, name="home"),
    path("tableau-de-bord/", home.dashboard, name="dashboard"),
    path("national/", include("home.urls")),
    path("compte/", include("accounts.urls")),
    path("compte/", include("allauth.account.urls")),
    path("sites/", include("sites.urls")),
    path("formations/", include("trainings.urls")),
    path("", include("networks.urls")),
    path("ressources/", include("resources.urls")),
    path("incidents/", include("incidents.urls")),
    path("bilans/", include("reports.urls")),
    path("sante/vivant/", health.alive, name="alive"),
    path("sante/pret/", health.ready, name="ready"),
    path("administration/", admin.site.urls),
]

from django.urls import path

from sites import (
    views,
    views_access,
    views_approval,
    views_calendar,
    views_organisations,
    views_parts,
    views_worker_import,
    views_workers,
)
from sites.views_parts import AGREEMENT, MILESTONE, NEIGHBOURHOOD

app_name = "sites"
urlpatterns = [
    path("", views.site_list, name="list"),
    path("mon-equipe/", views_workers.workers, name="workers"),
    path("mon-agenda/", views_calendar.my_calendar, name="my_calendar"),
    path("lien/agenda/<str:token>/", views_calendar.calendar_feed, name="calendar_feed"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/modifier/", views.edit, name="edit"),
    # The small things of a site
    path("<slug:slug>/quartiers/ajouter/", views_parts.add, {"part": NEIGHBOURHOOD}, name="add_neighbourhood"),
    path("<slug:slug>/quartiers/<int:pk>/", views_parts.edit, {"part": NEIGHBOURHOOD}, name="neighbourhood"),
    path(
        "<slug:slug>/quartiers/<int:pk>/supprimer/",
        views_parts.delete,
        {"part": NEIGHBOURHOOD},
        name="delete_neighbourhood",
    ),
    path("<slug:slug>/conventions/ajouter/", views_parts.add, {"part": AGREEMENT}, name="add_agreement"),
    path("<slug:slug>/conventions/<int:pk>/", views_parts.edit, {"part": AGREEMENT}, name="agreement"),
    path(
        "<slug:slug>/conventions/<int:pk>/supprimer/", views_parts.delete, {"part": AGREEMENT}, name="delete_agreement"
    ),
    path("<slug:slug>/etapes/ajouter/", views_parts.add, {"part": MILESTONE}, name="add_milestone"),
    path("<slug:slug>/etapes/<int:pk>/", views_parts.edit, {"part": MILESTONE}, name="milestone"),
    path("<slug:slug>/etapes/<int:pk>/supprimer/", views_parts.delete, {"part": MILESTONE}, name="delete_milestone"),
    # Its organisations
    path("<slug:slug>/organismes/ajouter/", views_organisations.add_partner, name="add_partner"),
    path("<slug:slug>/organismes/<int:pk>/", views_organisations.partner, name="partner"),
    path("<slug:slug>/organismes/<int:pk>/noms/", views_organisations.add_alias, name="add_alias"),
    path("<slug:slug>/organismes/<int:pk>/retirer/", views_organisations.remove_partner, name="remove_partner"),
    # Its agents
    path("<slug:slug>/agents/", views_workers.workers, name="site_workers"),
    path("<slug:slug>/agents/agents.csv", views_workers.export_workers, name="export_workers"),
    path("<slug:slug>/agents/modele.csv", views_workers.worker_model, name="worker_model"),
    path("<slug:slug>/agents/ajouter/", views_workers.add_worker, name="add_worker"),
    path("<slug:slug>/agents/importer/", views_worker_import.import_workers, name="import_workers"),
    path("<slug:slug>/agents/<int:pk>/", views_workers.worker, name="worker"),
    path("<slug:slug>/agents/<int:pk>/depart/", views_workers.leave_post, name="leave_post"),
    path("<slug:slug>/agents/<int:pk>/effacer/", views_workers.erase_worker, name="erase_worker"),
    path("<slug:slug>/agents/<int:pk>/retour/", views_workers.come_back, name="come_back"),
    path("<slug:slug>/agents/<int:pk>/inviter/", views_workers.invite_worker, name="invite_worker"),
    path("<slug:slug>/validation/", views_approval.approval, name="approval"),
    # Who may come in
    path("<slug:slug>/acces/", views_access.access, name="access"),
    path("<slug:slug>/acces/inviter/", views_access.invite, name="invite"),
    path("<slug:slug>/acces/invitations/", views_access.invitations, name="invitations"),
]

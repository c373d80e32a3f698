from django.urls import path

from networks import views_directory, views_meetups, views_planning, views_projects

app_name = "networks"
urlpatterns = [
    path("rencontres/", views_meetups.meetup_list, name="meetups"),
    path("rencontres/passees/", views_meetups.past_meetups, name="past_meetups"),
    path("rencontres/nouvelle/", views_planning.create_meetup, name="create_meetup"),
    path("rencontres/serie/", views_planning.series, name="series"),
    path("rencontres/<int:pk>/", views_meetups.meetup_page, name="meetup"),
    path("rencontres/<int:pk>/inscription/", views_meetups.sign_up, name="sign_up"),
    path("rencontres/<int:pk>/desinscription/", views_meetups.sign_off, name="sign_off"),
    path("rencontres/<int:pk>/inscrire/", views_meetups.sign_up_people, name="sign_up_people"),
    path("rencontres/<int:pk>/agenda.ics", views_meetups.calendar, name="calendar"),
    path("rencontres/<int:pk>/modifier/", views_planning.edit_meetup, name="edit_meetup"),
    path("rencontres/<int:pk>/annuler/", views_planning.cancel_meetup, name="cancel_meetup"),
    path("rencontres/<int:pk>/compte-rendu/", views_planning.record, name="record"),
    path("mini-projets/", views_projects.project_list, name="projects"),
    path("mini-projets/nouveau/", views_projects.create_project, name="create_project"),
    path("mini-projets/<int:pk>/", views_projects.project_page, name="project"),
    path("mini-projets/<int:pk>/modifier/", views_projects.edit_project, name="edit_project"),
    path("groupes/", views_projects.group_list, name="groups"),
    path("groupes/nouveau/", views_projects.create_group, name="create_group"),
    path("groupes/<int:pk>/modifier/", views_projects.edit_group, name="edit_group"),
    path("annuaire/", views_directory.directory, name="directory"),
    path("annuaire/nouveau/", views_directory.create_contact, name="create_contact"),
    path("annuaire/<int:pk>/modifier/", views_directory.edit_contact, name="edit_contact"),
    path("annuaire/<int:pk>/verifie/", views_directory.check_contact, name="check_contact"),
    path("annuaire/<int:pk>/retirer/", views_directory.remove_contact, name="remove_contact"),
]

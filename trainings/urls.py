from django.urls import path

from trainings import views, views_attendance, views_planning

app_name = "trainings"
urlpatterns = [
    path("", views.session_list, name="list"),
    path("passees/", views.past_sessions, name="past"),
    path("mes-formations/", views.my_trainings, name="mine"),
    path("sessions/<int:pk>/", views.session_page, name="session"),
    path("sessions/<int:pk>/inscription/", views.sign_up, name="sign_up"),
    path("sessions/<int:pk>/desinscription/", views.sign_off, name="sign_off"),
    path("sessions/<int:pk>/inscrire/", views.sign_up_people, name="sign_up_people"),
    path("sessions/<int:pk>/agenda.ics", views.calendar, name="calendar"),
    path("sessions/<int:pk>/presences/", views_attendance.attendance, name="attendance"),
    path("sessions/<int:pk>/presences/ajouter/", views_attendance.walk_ins, name="walk_ins"),
    path("sessions/<int:pk>/modifier/", views_planning.edit_session, name="edit_session"),
    path("sessions/<int:pk>/annuler/", views_planning.cancel_session, name="cancel_session"),
    path("programmes/", views_planning.programme_list, name="programmes"),
    path("programmes/nouveau/", views_planning.create_programme, name="create_programme"),
    path("programmes/<int:pk>/", views_planning.programme_page, name="programme"),
    path("programmes/<int:pk>/modifier/", views_planning.edit_programme, name="edit_programme"),
    path("programmes/<int:pk>/modules/nouveau/", views_planning.create_module, name="create_module"),
    path("modules/<int:pk>/modifier/", views_planning.edit_module, name="edit_module"),
    path("modules/<int:pk>/sessions/nouvelle/", views_planning.create_session, name="create_session"),
]

from django.urls import path

from accounts import views, views_acceptance, views_roles

app_name = "accounts"
urlpatterns = [
    path("profil/", views.profile, name="profile"),
    path("role/", views.switch, name="switch"),
    path("equipe-nationale/", views_roles.national_team, name="national_team"),
    path("equipe-nationale/inviter/", views_roles.invite_national, name="invite_national"),
    path("invitations/<int:pk>/renvoyer/", views_roles.resend_invitation, name="resend_invitation"),
    path("invitations/<int:pk>/annuler/", views_roles.revoke_invitation, name="revoke_invitation"),
    path("roles/<int:pk>/retirer/", views_roles.remove_membership, name="remove_membership"),
    path("invitation/<str:token>/", views_acceptance.accept_invitation, name="accept_invitation"),
]

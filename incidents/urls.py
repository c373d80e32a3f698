from django.urls import path

from incidents import views, views_lead

app_name = "incidents"
urlpatterns = [
    path("", views.home, name="home"),
    path("signaler/", views.report, name="report"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/enregistre/", views.reported, name="reported"),
    path("<int:pk>/partager/", views.share, name="share"),
    path("<int:pk>/ne-plus-partager/", views.unshare, name="unshare"),
    path("<int:pk>/lu/", views.acknowledge, name="acknowledge"),
    path("<int:pk>/retirer/", views.withdraw, name="withdraw"),
    path("debriefings/", views.debriefs, name="debriefs"),
    path("debriefings/<int:pk>/", views.debrief, name="debrief"),
    path("debriefings/convoquer/", views_lead.convene, name="convene_debrief"),
    path("debriefings/<int:pk>/modifier/", views_lead.change_debrief, name="change_debrief"),
    path("debriefings/<int:pk>/compte-rendu/", views_lead.record, name="record_debrief"),
    path("soutiens/", views_lead.support, name="support"),
    path("soutiens/<int:pk>/", views_lead.support_request, name="support_request"),
    path("soutiens/<int:pk>/clore/", views_lead.close_support, name="close_support"),
]

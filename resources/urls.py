from django.urls import path

from resources import views, views_documents, views_people, views_structure

app_name = "resources"
urlpatterns = [
    path("", views.home, name="home"),
    path("structure/<slug:slug>/", views_structure.structure, name="structure"),
    path("structure/<int:pk>/themes/ajouter/", views_structure.add_theme, name="add_theme"),
    path("themes/<int:pk>/modifier/", views_structure.edit_theme, name="edit_theme"),
    path("themes/<int:pk>/deplacer/", views_structure.move, name="move_theme"),
    path("themes/<int:pk>/supprimer/", views_structure.delete_theme, name="delete_theme"),
    path("themes/<int:pk>/sujets/ajouter/", views_structure.add_topic, name="add_topic"),
    path("sujets/<int:pk>/modifier/", views_structure.edit_topic, name="edit_topic"),
    path("sujets/<int:pk>/supprimer/", views_structure.delete_topic, name="delete_topic"),
    path("sujets/<int:pk>/productions/ajouter/", views_structure.add_deliverable, name="add_deliverable"),
    path("productions/<int:pk>/modifier/", views_structure.edit_deliverable, name="edit_deliverable"),
    path("productions/<int:pk>/supprimer/", views_structure.delete_deliverable, name="delete_deliverable"),
    path("structure/<int:pk>/orientations/ajouter/", views_structure.add_orientation, name="add_orientation"),
    path("orientations/<int:pk>/modifier/", views_structure.edit_orientation, name="edit_orientation"),
    path("orientations/<int:pk>/supprimer/", views_structure.delete_orientation, name="delete_orientation"),
    path("structure/<int:pk>/membres/", views_people.members, name="members"),
    path("themes/<int:pk>/participants/", views_people.contributions, name="contributions"),
    path("documents/", views_documents.documents, name="documents"),
    path("documents/ajouter/", views_documents.add, name="add_document"),
    path("documents/<int:pk>/", views_documents.download, name="document"),
    path("documents/<int:pk>/modifier/", views_documents.edit, name="edit_document"),
    path("documents/<int:pk>/supprimer/", views_documents.delete, name="delete_document"),
]

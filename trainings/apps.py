from django.apps import AppConfig


class TrainingsConfig(AppConfig):
    name = "trainings"
    verbose_name = "Formations"

    def ready(self):
        from sites.departure import on_erase
        from trainings.forgetting import forget

        on_erase(forget)

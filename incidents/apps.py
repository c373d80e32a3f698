from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"
    verbose_name = "Incidents"

    def ready(self):
        from incidents.forgetting import forget
        from sites.departure import on_erase

        on_erase(forget)

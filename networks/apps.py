from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "networks"
    verbose_name = "Réseau"

    def ready(self):
        from networks.forgetting import forget
        from sites.departure import on_erase

        on_erase(forget)

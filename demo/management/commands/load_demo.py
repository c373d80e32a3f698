"""``./bin/manage load_demo``: the programme's six sites and their published assessment, on this machine."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.fields import InvalidFiles
from demo.loading import DatabaseNotEmpty, load_demo
from demo.publishing import publish_first_campaign


class Command(BaseCommand):
    help = "Charge les six sites de démonstration dans une base vide."

    def handle(self, **options):
        if not settings.LOCAL:
            raise CommandError(
                "Les comptes de démonstration ont un mot de passe public : ils ne se chargent que sur un poste "
                "(PROXINET_LOCAL=true), jamais sur une installation ouverte."
            )
        try:
            loaded = load_demo()
        except DatabaseNotEmpty:
            raise CommandError(
                "Cette base contient déjà autre chose : la démonstration ne se charge que dans une base vide."
            ) from None
        except InvalidFiles as error:
            raise CommandError(f"Rien n’a été écrit.\n{error}") from None
        published = publish_first_campaign()
        if options["verbosity"] == 0:
            return
        self.stdout.write(
            "Les six sites de démonstration sont chargés."
            if loaded
            else "Les données de démonstration sont déjà là : rien à faire."
        )
        if published:
            self.stdout.write("Le bilan de la première campagne est publié.")

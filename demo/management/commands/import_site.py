"""``./bin/manage import_site FOLDER``: one more site, from files of the form of ``demo/sites/``."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from demo.fields import InvalidFiles
from demo.loading import import_site


class Command(BaseCommand):
    help = "Ajoute un site à partir d’un dossier de fichiers (voir demo/README.md) : tout, ou rien."

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="FOLDER", type=Path)

    def handle(self, folder, **options):
        if not folder.is_dir():
            raise CommandError(f"« {folder} » n’est pas un dossier.")
        try:
            site = import_site(folder.resolve())
        except InvalidFiles as error:
            count = len(error.problems)
            what = "une erreur" if count == 1 else f"{count} erreurs"
            raise CommandError(f"Rien n’a été écrit : {what}.\n{error}") from None
        self.stdout.write(f"Le site « {site.name} » est ajouté : {site.field_workers.count()} agents.")

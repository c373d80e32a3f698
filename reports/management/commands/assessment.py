"""``assessment national --output FILE.pdf`` and ``assessment site SLUG --output FILE.pdf``: no web, no worker."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from proxinet.pdf import Pdf, PdfFailed
from reports.collecting import current_campaign
from reports.documents import national_pdf, site_pdf
from sites.models import Site


class Command(BaseCommand):
    help = "Write the assessment of the whole call, or of one site, as a PDF."

    def add_arguments(self, parser):
        editions = parser.add_subparsers(dest="edition", required=True)
        national = editions.add_parser("national", help="the whole call")
        one_site = editions.add_parser("site", help="one site")
        one_site.add_argument("slug")
        for edition in (national, one_site):
            edition.add_argument("--output", required=True, type=Path, metavar="FILE.pdf")

    def handle(self, *args, edition, output, **options):
        if not output.parent.is_dir():
            raise CommandError(f"Le dossier « {output.parent} » n’existe pas.")
        try:
            pdf = self.national() if edition == "national" else self.one_site(options["slug"])
        except PdfFailed as error:
            raise CommandError(f"{error} {error.detail}") from error
        draft = output.with_name(output.name + ".part")
        try:
            draft.write_bytes(pdf.content)
            draft.replace(output)
        except OSError as error:
            raise CommandError(f"« {output} » ne peut pas être écrit : {error.strerror}.") from error
        self.stdout.write(f"{output} : {pdf.page_count} pages, {len(pdf.content) // 1024} ko, SHA-256 {pdf.sha256}")

    def national(self) -> Pdf:
        call = current_campaign()
        if call is None:
            raise CommandError("Il n’y a pas encore d’appel à projets dans la base.")
        return national_pdf(call, self.say)

    def one_site(self, slug: str) -> Pdf:
        site = Site.objects.filter(slug=slug).first()
        if site is None:
            known = ", ".join(Site.objects.order_by("slug").values_list("slug", flat=True)) or "aucun"
            raise CommandError(f"Aucun site ne s’appelle « {slug} ». Sites connus : {known}.")
        return site_pdf(site, self.say)

    def say(self, step: str, percentage: int) -> None:
        self.stdout.write(f"{percentage:3d} % {step}")

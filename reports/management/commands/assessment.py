"""``assessment national --output FILE.pdf`` and every other edition: no web, no worker."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from tqdm import tqdm

from proxinet.pdf import Pdf, PdfFailed
from reports.document.collecting import collect, concerned, current_campaign
from reports.models import AssessmentCampaign, Kind
from reports.production.making import make
from sites.models import Organisation, Site, SitePartner

ARGUMENTS = {Kind.SITE: "slug", Kind.APPROACH: "code", Kind.LANDLORD: "name"}


class Command(BaseCommand):
    help = (
        "Write a document of the assessment as a PDF: the whole call, an approach, a site, a landlord, or all of them."
    )

    def add_arguments(self, parser):
        editions = parser.add_subparsers(dest="edition", required=True)
        national = editions.add_parser("national", help="the whole call")
        approach = editions.add_parser("approach", help="one approach: training, network or structure")
        one_site = editions.add_parser("site", help="one site")
        landlord = editions.add_parser("landlord", help="one landlord, at all its sites")
        everything = editions.add_parser("all", help="every document of the campaign, in a folder")
        for one, kind in ((one_site, Kind.SITE), (approach, Kind.APPROACH), (landlord, Kind.LANDLORD)):
            one.add_argument(ARGUMENTS[kind])
        for one in (national, approach, one_site, landlord):
            one.add_argument("--output", required=True, type=Path, metavar="FILE.pdf")
        everything.add_argument("--folder", required=True, type=Path)
        for one in (national, approach, one_site, landlord, everything):
            one.add_argument("--campaign", help="its name or number; by default the one published last")
            one.add_argument("--final", metavar="LINE", default="", help="no draft mark; LINE is printed on the cover")

    def handle(self, *args, edition, campaign, final, **options):
        with translation.override("fr"):
            self.campaign = campaign_named(campaign)
            self.line = final
            if edition == "all":
                self.write_all(options["folder"])
                return
            kind = Kind(edition)
            self.write(options["output"], kind, **self.subject(kind, options.get(ARGUMENTS.get(kind))))

    def write_all(self, folder: Path) -> None:
        if not folder.is_dir():
            raise CommandError(f"Le dossier « {folder} » n’existe pas.")
        sites = Site.objects.filter(pk__in=concerned(self.campaign).values("site"))
        landlords = SitePartner.objects.filter(part=SitePartner.Part.LANDLORD, site__in=sites).values("organisation")
        self.write(folder / "bilan-national.pdf", Kind.NATIONAL)
        for approach in self.campaign.call.approaches.filter(sites__in=sites).distinct():
            self.write(folder / f"bilan-demarche-{approach.code}.pdf", Kind.APPROACH, approach=approach)
        for site in sites:
            self.write(folder / f"bilan-{site.slug}.pdf", Kind.SITE, site=site)
        for landlord in Organisation.objects.filter(pk__in=landlords):
            self.write(folder / f"bilan-bailleur-{landlord.pk}.pdf", Kind.LANDLORD, landlord=landlord)

    def subject(self, kind: str, said: str | None) -> dict:
        if kind == Kind.SITE:
            return {"site": one_of(Site.objects.filter(assessments__campaign=self.campaign), "slug", said, "site")}
        if kind == Kind.APPROACH:
            return {"approach": one_of(self.campaign.call.approaches, "code", said, "démarche")}
        if kind == Kind.LANDLORD:
            landlords = Organisation.objects.filter(site_parts__part=SitePartner.Part.LANDLORD).distinct()
            field = "pk" if said.isdecimal() else "name"
            return {"landlord": one_of(landlords, field, said, "bailleur", "name")}
        return {}

    def write(self, output: Path, kind: str, **subject) -> None:
        if not output.parent.is_dir():
            raise CommandError(f"Le dossier « {output.parent} » n’existe pas.")
        try:
            pdf = self.make(output.name, kind, subject)
        except PdfFailed as error:
            raise CommandError(f"{error} {error.detail}") from error
        draft = output.with_name(output.name + ".part")
        try:
            draft.write_bytes(pdf.content)
            draft.replace(output)
        except OSError as error:
            raise CommandError(f"« {output} » ne peut pas être écrit : {error.strerror}.") from error
        self.stdout.write(f"{output} : {pdf.page_count} pages, {len(pdf.content) // 1024} ko, SHA-256 {pdf.sha256}")

    def make(self, name: str, kind: str, subject: dict) -> Pdf:
        with tqdm(total=100, desc=name, unit="%", disable=not sys.stderr.isatty(), file=sys.stderr) as bar:

            def tell(step: str, percentage: int) -> None:
                bar.set_postfix_str(step[:40])
                bar.update(max(0, percentage - bar.n))

            made = make(collect(self.campaign, kind, **subject), tell, edition_line=self.line)
            bar.update(100 - bar.n)
        for fault in made.faults:
            self.stderr.write(f"{fault.where} : {fault.sentence}")
        return made.pdf


def campaign_named(said: str | None) -> AssessmentCampaign:
    if said is None:
        campaign = current_campaign()
        if campaign is None:
            raise CommandError("Il n’y a pas encore de campagne de bilan dans la base.")
        return campaign
    return one_of(
        AssessmentCampaign.objects.select_related("call"),
        "pk" if said.isdecimal() else "name",
        said,
        "campagne",
        "name",
    )


def one_of(rows, field: str, said: str, what: str, shown: str = ""):
    found = rows.filter(**{field: said}).first()
    if found is None:
        known = ", ".join(map(str, rows.order_by(shown or field).values_list(shown or field, flat=True))) or "aucun"
        raise CommandError(f"Rien ne s’appelle « {said} » ({what}). Connus : {known}.")
    return found

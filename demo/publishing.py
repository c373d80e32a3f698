"""The demonstration's published documents: made by the portal's own press, from the campaign that is over."""

import logging
from datetime import time

from django.db import transaction

from accounts.models import Membership, Role
from demo.events import moment
from proxinet.french_dates import date_format
from proxinet.pdf import PdfFailed
from reports.document.collecting import collect
from reports.document.frozen import fingerprint, freeze
from reports.models import AssessmentCampaign, Edition, Kind, Report, SiteAssessment
from reports.production.making import make
from reports.production.publishing import publish

PUBLISHED_AT = time(10, 0)

logger = logging.getLogger(__name__)


def publish_first_campaign() -> bool:
    """Publish the oldest campaign's national document, and its first site's, once every contribution is accepted; True
    when something was made.

    The demonstration is as good without them: a document that cannot be made is said in the log.
    """
    campaign = AssessmentCampaign.objects.order_by("ends_on").first()
    if campaign is None or campaign.contributions.exclude(state=SiteAssessment.State.ACCEPTED).exists():
        return False
    first = campaign.contributions.order_by("pk").first()
    wanted = [(Kind.NATIONAL, {}), (Kind.SITE, {"site": first.site})] if first else []
    missing = [one for one in wanted if not Edition.objects.filter(campaign=campaign, kind=one[0]).exists()]
    try:
        for kind, subject in missing:
            publish_document(campaign, kind, **subject)
    except PdfFailed as failure:
        logger.warning("demonstration's edition not made", extra={"detail": failure.detail})
        return False
    return bool(missing)


def publish_document(campaign: AssessmentCampaign, kind: str, **subject) -> Edition:
    """On the day its calendar says; nobody asked for it, so nobody is written to."""
    assessment = collect(campaign, kind, **subject)
    line = f"Édition 1, publiée le {date_format(campaign.publishes_on, 'j F Y')}"
    made = make(assessment, lambda step, percentage: None, edition_line=line)
    coordinator = Membership.objects.filter(role=Role.COORDINATOR).order_by("pk").first()
    asked = Report(
        campaign=campaign,
        kind=kind,
        **subject,
        publishes=True,
        requested_by=coordinator.user if coordinator else None,
        content=freeze(assessment),
        content_sha256=fingerprint(assessment),
        finished_at=moment(campaign.publishes_on, PUBLISHED_AT),
    )
    with transaction.atomic():
        return publish(asked, made)

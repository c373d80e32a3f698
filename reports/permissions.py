"""Who may do what with the assessment. Reading is ``visible_to``'s business."""

from accounts.models import Role
from reports.models import Kind

WHO_READS = "Les bilans sont réservés aux chefs de projet des sites et à la coordination nationale."
WHO_ASKS = "Seule la coordination nationale peut demander ce bilan."
WHO_ASKS_SITE = "Seuls le chef de projet du site et la coordination nationale peuvent demander ce bilan."
WHO_PUBLISHES = "Seule la coordination nationale publie un bilan."
WHO_COORDINATES = "Les campagnes de bilan sont menées par la coordination nationale."
WHO_WRITES = "Seul le chef de projet du site écrit sa contribution."
WHO_ATTESTS = "Seul l’organisme désigné peut attester ce chiffre."
SENT_ALREADY = "Cette contribution est envoyée\u202f: elle ne change plus tant que la coordination la relit."


def can_read_reports(user) -> bool:
    return user.access.is_national or bool(user.access.site_ids(Role.GUP_LEAD))


def can_coordinate(user) -> bool:
    """Run campaigns, review contributions, publish."""
    return user.access.is_national


def can_request(user, kind: str, site=None) -> bool:
    return user.access.is_national or (kind == Kind.SITE and site is not None and user.access.leads(site.pk))


def can_retry(user, report) -> bool:
    """Ask again for a document that failed or was cancelled: one that publishes is the coordination's business."""
    return can_coordinate(user) or (not report.publishes and can_request(user, report.kind, report.site))


def can_write(user, assessment) -> bool:
    """Whose contribution it is; whether it still changes is ``assessment.is_editable``."""
    return user.access.leads(assessment.site_id)


def can_attest(user, figure) -> bool:
    """The partner who evaluates: someone of the organisation that the figure names, at that site."""
    return any(
        membership.role == Role.PARTNER
        and membership.site_id == figure.assessment.site_id
        and membership.organisation_id == figure.attested_by_id
        for membership in user.access.memberships
    )


def attests_figures(user) -> bool:
    return bool(user.access.site_ids(Role.PARTNER))

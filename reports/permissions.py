"""Who may ask for which assessment. Reading is ``visible_to``'s business."""

from accounts.models import Role

WHO_READS = "Les bilans sont réservés aux chefs de projet des sites et à la coordination nationale."
WHO_ASKS_NATIONAL = "Le bilan national est réservé à la coordination nationale."
WHO_ASKS_SITE = "Seuls le chef de projet du site et la coordination nationale peuvent demander ce bilan."


def can_read_reports(user) -> bool:
    return user.access.is_national or bool(user.access.site_ids(Role.GUP_LEAD))


def can_request_national(user) -> bool:
    return user.access.is_national


def can_request_site(user, site) -> bool:
    return user.access.is_national or user.access.leads(site.pk)

"""Who may do what in the trainings' room. Reading is ``visible_to``'s business; these are the acts."""

from django.core.exceptions import PermissionDenied

from accounts.models import Role

WHO_MANAGES = "Seuls le chef de projet du site et l’organisme qui réalise le programme peuvent le modifier."
WHO_RECORDS = "Seuls le chef de projet du site et l’organisme qui réalise la formation notent les présences."
WHO_CREATES = "Seul le chef de projet d’un site peut créer un programme."


def can_create_programme(user) -> bool:
    return user.access.is_admin or bool(user.access.site_ids(Role.GUP_LEAD))


def can_manage(user, programme) -> bool:
    """Change the programme, its modules and sessions: the site's lead, or the partner who delivers it."""
    return user.access.leads(programme.site_id) or is_partner(user, programme.site_id, programme.deliverer_id)


def can_record_attendance(user, session) -> bool:
    """Those who manage the programme, and the organisation that trains on that day."""
    programme = session.module.programme
    return can_manage(user, programme) or is_partner(user, programme.site_id, session.trainer_id)


def can_see_who_is_in(user, session) -> bool:
    """Leads and partners see everyone, a landlord's manager their own people; caretakers only see counts."""
    site_id = session.module.programme.site_id
    return user.access.leads(site_id) or bool(site_id in user.access.site_ids(Role.PARTNER, Role.LANDLORD_MANAGER))


def is_partner(user, site_id, organisation_id) -> bool:
    return organisation_id is not None and user.access.holds(Role.PARTNER, site_id, organisation_id)


def require(allowed: bool, who_may: str) -> None:
    """Answer 403 with the sentence that says who may."""
    if not allowed:
        raise PermissionDenied(who_may)

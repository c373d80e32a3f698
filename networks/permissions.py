"""Who may do what in the network's room. Reading is ``visible_to``'s business; these are the acts."""

from accounts.models import Role
from sites.enrolment import own_workers
from sites.models import Site

WHO_MANAGES = "Seul le chef de projet du site peut faire cela."
WHO_CREATES = "Seul le chef de projet d’un site peut ajouter quelque chose ici."


def can_manage(user, site_id: int) -> bool:
    """Meetups, mini-projects, groups and directory of a site are kept by its lead."""
    return user.access.leads(site_id)


def can_create(user) -> bool:
    return user.access.is_admin or bool(user.access.site_ids(Role.GUP_LEAD))


def sites_one_leads(user):
    """The sites whose network this person keeps (a ``Site`` queryset)."""
    sites = Site.objects.visible_to(user)
    return sites if user.access.is_admin else sites.filter(pk__in=user.access.site_ids(Role.GUP_LEAD))


def can_see_who_is_in(user, site_id: int) -> bool:
    """Leads see everyone, a landlord's manager their own people; the others see counts."""
    return user.access.leads(site_id) or site_id in user.access.site_ids(Role.LANDLORD_MANAGER)


WHO_NOTES_POINTS = "Seuls le chef de projet et les agents du site notent des points."
WHO_CORRECTS_POINTS = "Seuls le chef de projet et la personne qui a noté ce point peuvent faire cela."


def can_note_points(user, site_id: int) -> bool:
    """On a walk, the lead and the site's field staff note what they see."""
    return user.access.leads(site_id) or site_id in user.access.site_ids(Role.FIELD_WORKER)


def can_correct_point(user, point) -> bool:
    """The lead; and whoever noted it, as long as nothing was done about it."""
    if user.access.leads(point.walk.site_id):
        return True
    is_own = point.noted_by_id == user.pk and can_note_points(user, point.walk.site_id)
    return is_own and not point.steps.exists()


WHO_IS_IN = "Seuls les agents du site peuvent dire «\u202fJ’en suis\u202f»."
WHO_PROPOSES = "Seuls les agents du site et le chef de projet proposent une idée."
WHO_READS_CATALOGUE = "Cette page est réservée aux chefs de projet, aux partenaires et à la coordination."
WHO_COPIES = "Seul le chef de projet d’un site peut reprendre un mini-projet."


def can_read_catalogue(user) -> bool:
    """Read the mini-projects that other sites offer."""
    return user.access.is_national or bool(user.access.site_ids(Role.GUP_LEAD, Role.PARTNER))


def sites_one_proposes_at(user):
    """The sites where this person may propose an idea: those they lead, those they work on (a ``Site`` queryset)."""
    worked_on = Site.objects.filter(pk__in=own_workers(user).values("site"))
    return (sites_one_leads(user) | worked_on).distinct() if can_create(user) else worked_on


WHO_FINISHES = "Seuls le chef de projet et la personne qui s’en charge peuvent dire que c’est fait."


def can_finish(user, task) -> bool:
    """``task``: with its ``person`` loaded."""
    is_own = task.person_id is not None and task.person.user_id == user.pk
    return is_own or user.access.leads(task.site_id)

"""Who may do what in the trainings' room. Reading is ``visible_to``'s business; these are the acts."""

from accounts.models import Role
from sites.models import FieldWorker

WHO_MANAGES = "Seuls le chef de projet du site et l’organisme qui réalise le programme peuvent le modifier."
WHO_RECORDS = "Seuls le chef de projet du site et l’organisme qui réalise la formation notent les présences."
WHO_PRINTS = (
    "Seuls le chef de projet du site et l’organisme qui réalise la formation impriment les documents de la session."
)
WHO_FOLLOWS = "Seuls le chef de projet du site et l’organisme qui réalise le programme suivent la session."
WHO_CREATES = "Seul le chef de projet d’un site peut créer un programme."
WHO_COPIES = "Seul le chef de projet d’un site peut copier un programme."
WHO_READS_CATALOGUE = (
    "Seuls les chefs de projet, les partenaires et la coordination nationale lisent les programmes d’autres sites."
)
WHO_WRITES_DIAGNOSES = "Seuls le chef de projet du site et l’organisme qui anime le diagnostic peuvent le modifier."

WHO_EVALUATES = (
    "Seuls le chef de projet du site et les organismes qui réalisent ou évaluent le programme règlent ses "
    "questionnaires et lisent les avis."
)
WHO_READS_NEEDS = "Seul le chef de projet du site lit les besoins de formation et leur donne une suite."


def can_create_programme(user) -> bool:
    return user.access.is_admin or bool(user.access.site_ids(Role.GUP_LEAD))


def can_manage(user, programme) -> bool:
    """Change the programme, its modules and sessions: the site's lead, or the partner who delivers it."""
    return user.access.leads(programme.site_id) or is_partner(user, programme.site_id, programme.deliverer_id)


def can_record_attendance(user, session) -> bool:
    """Those who manage the programme, and the organisation that trains on that day."""
    programme = session.module.programme
    trainer = session.trainer_id or session.module.deliverer_id
    return can_manage(user, programme) or is_partner(user, programme.site_id, trainer)


def can_print_papers_of(user, registration) -> bool:
    """One person's convocation and certificate: themselves, their manager, their site's lead, those who train them."""
    if can_record_attendance(user, registration.event):
        return True
    return FieldWorker.objects.visible_to(user).filter(pk=registration.person_id).exists()


def can_evaluate(user, programme) -> bool:
    """Write the programme's questionnaires and read each session's results: the site's lead, the partner who delivers
    the programme, the one who evaluates it."""
    return can_manage(user, programme) or is_partner(user, programme.site_id, programme.evaluator_id)


def can_read_evaluation(user, programme) -> bool:
    """Read the programme's results: co-ordinators too."""
    return user.access.is_coordinator or can_evaluate(user, programme)


def can_read_needs(user) -> bool:
    return user.access.is_national or bool(user.access.site_ids(Role.GUP_LEAD))


def can_read_catalogue(user) -> bool:
    """Read the programmes that other sites share: whoever designs or delivers programmes, and national roles."""
    return user.access.is_national or bool(user.access.site_ids(Role.GUP_LEAD, Role.PARTNER))


def can_create_diagnosis(user) -> bool:
    return user.access.is_admin or bool(user.access.site_ids(Role.GUP_LEAD, Role.PARTNER))


def can_manage_diagnosis(user, diagnosis) -> bool:
    """Write the diagnosis and its follow-up: the site's lead, the partner who leads it, trains that day or delivers."""
    organisations = {diagnosis.led_by_id}
    if diagnosis.session:
        module = diagnosis.session.module
        organisations |= {diagnosis.session.trainer_id, module.deliverer_id, module.programme.deliverer_id}
    site_id = diagnosis.site_id
    return user.access.leads(site_id) or any(is_partner(user, site_id, one) for one in organisations)


def can_see_who_is_in(user, session) -> bool:
    """Leads and partners see everyone, a landlord's manager their own people; caretakers only see counts."""
    site_id = session.module.programme.site_id
    return user.access.leads(site_id) or bool(site_id in user.access.site_ids(Role.PARTNER, Role.LANDLORD_MANAGER))


def is_partner(user, site_id, organisation_id) -> bool:
    return organisation_id is not None and user.access.holds(Role.PARTNER, site_id, organisation_id)

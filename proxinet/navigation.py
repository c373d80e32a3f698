"""The main navigation of each role, in order of use, and the pages of a room that has several doors."""

from django.urls import reverse

SITE_ROLES = {"gup_lead", "field_worker", "landlord_manager", "partner"}
READERS = {*SITE_ROLES, "coordinator"}
EVERYONE = {*READERS, "admin"}

# url name, label, icon, roles that have it (site roles need a site of their own)
ENTRIES = [
    ("dashboard", "Accueil", "home", SITE_ROLES),
    ("home:national", "National", "home", {"coordinator", "admin"}),
    ("sites:list", "Sites", "pin", {"coordinator", "admin"}),
    ("sites:detail", "Mon site", "pin", {"gup_lead"}),
    ("sites:workers", "Mon équipe", "people", {"landlord_manager"}),
    ("trainings:list", "Formations", "training", READERS),
    ("networks:meetups", "Rencontres", "coffee", SITE_ROLES),
    ("networks:projects", "Mini-projets", "check", {"gup_lead"}),
    ("resources:home", "Ressources", "file", {"gup_lead", "landlord_manager", "partner"}),
    ("incidents:home", "Incidents", "shield", {"gup_lead", "field_worker", "landlord_manager"}),
    ("networks:directory", "Annuaire", "phone", SITE_ROLES),
    ("reports:list", "Bilans", "download", {"gup_lead", "coordinator", "admin"}),
    ("reports:to_attest", "Bilans", "download", {"partner"}),
]

# A room's own index pages, shown on each of them: url name, label, roles
SECTIONS = [
    [
        ("trainings:list", "À venir", EVERYONE),
        ("trainings:mine", "Mes formations", {"field_worker"}),
        ("trainings:past", "Passées", EVERYONE),
        ("trainings:requests", "Demandes", {"gup_lead", "landlord_manager"}),
        ("trainings:programmes", "Programmes", EVERYONE),
        ("trainings:catalogue", "Idées d’autres sites", {"gup_lead", "partner", "coordinator"}),
        ("trainings:trained", "Qui a été formé", {"gup_lead", "landlord_manager"}),
        ("trainings:needs", "Besoins", {"gup_lead"}),
        ("trainings:diagnoses", "Diagnostics", SITE_ROLES),
        ("trainings:exports", "Exports", {"gup_lead", "landlord_manager", "partner"}),
    ],
    [
        ("networks:meetups", "À venir", EVERYONE),
        ("networks:past_meetups", "Passées", EVERYONE),
        ("networks:projects", "Mini-projets", {"field_worker", "landlord_manager", "partner"}),
        ("networks:catalogue", "Ailleurs", {"partner"}),
        ("networks:groups", "Groupes", EVERYONE),
        ("networks:walks", "Visites", EVERYONE),
        ("networks:tasks", "À faire", SITE_ROLES),
        ("networks:newcomers", "Nouveaux venus", {"gup_lead"}),
        ("networks:codes", "Codes", {"gup_lead"}),
        ("networks:public_calendars", "Agenda public", {"gup_lead"}),
        ("networks:exports", "Exports", {"gup_lead", "landlord_manager", "partner", "coordinator"}),
    ],
    [
        ("networks:projects", "Sur le site", {"gup_lead", "coordinator", "admin"}),
        ("networks:catalogue", "Ailleurs", {"gup_lead", "coordinator", "admin"}),
    ],
    [
        ("networks:directory", "Annuaire", EVERYONE),
        ("networks:guides", "Guide du quartier", EVERYONE),
    ],
    [
        ("reports:list", "Documents", {"gup_lead", "coordinator", "admin"}),
        ("reports:to_attest", "À attester", {"partner"}),
        ("reports:contributions", "Ma contribution", {"gup_lead"}),
        ("reports:campaigns", "Campagnes", {"coordinator", "admin"}),
        ("reports:editions", "Publiés", {"gup_lead", "partner", "coordinator", "admin"}),
    ],
]


def nav_items(membership, path: str) -> list[dict]:
    """``{label, url, icon, current}`` for the active membership (None: nothing)."""
    if membership is None:
        return []
    items = []
    for name, label, icon, roles in ENTRIES:
        if membership.role in roles:
            url = reverse(name, args=[membership.site.slug] if name == "sites:detail" else [])
            current = path.startswith((url, *doors_behind(name, membership.role)))
            items.append({"label": label, "url": url, "icon": icon, "current": current})
    return items


def doors_behind(entry: str, role: str) -> list[str]:
    """The addresses of the index pages reached from an entry of the navigation, besides its own."""
    entries = {name for name, _label, _icon, roles in ENTRIES if role in roles}
    for section in SECTIONS:
        names = [name for name, _label, roles in section if role in roles]
        if names and names[0] == entry:
            return [reverse(name) for name in names if name not in entries]
    return []


def section_items(membership, path: str) -> list[dict]:
    """``{label, url, current}`` of the room whose index page ``path`` is; nothing elsewhere."""
    if membership is None:
        return []
    for section in SECTIONS:
        items = [
            {"label": label, "url": reverse(name), "current": path == reverse(name)}
            for name, label, roles in section
            if membership.role in roles
        ]
        if any(item["current"] for item in items):
            return items
    return []

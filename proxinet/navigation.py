"""The main navigation of each role, in order of use."""

from django.urls import reverse

# url name, label, icon, roles that have it (site roles need a site of their own)
ENTRIES = [
    ("dashboard", "Accueil", "home", {"gup_lead", "field_worker", "landlord_manager", "partner"}),
    ("home:national", "National", "home", {"coordinator", "admin"}),
    ("sites:list", "Sites", "pin", {"coordinator", "admin"}),
    ("sites:detail", "Mon site", "pin", {"gup_lead"}),
    ("sites:workers", "Mon équipe", "people", {"landlord_manager"}),
    (
        "trainings:list",
        "Formations",
        "training",
        {"gup_lead", "field_worker", "landlord_manager", "partner", "coordinator"},
    ),
    ("networks:meetups", "Rencontres", "coffee", {"gup_lead", "field_worker", "landlord_manager", "partner"}),
    ("networks:projects", "Mini-projets", "check", {"gup_lead"}),
    ("resources:home", "Ressources", "file", {"gup_lead", "landlord_manager", "partner"}),
    ("incidents:home", "Incidents", "shield", {"gup_lead", "field_worker", "landlord_manager"}),
    ("networks:directory", "Annuaire", "phone", {"gup_lead", "field_worker", "landlord_manager", "partner"}),
    ("reports:list", "Bilans", "download", {"gup_lead", "coordinator", "admin"}),
]


def nav_items(membership, path: str) -> list[dict]:
    """``{label, url, icon, current}`` for the active membership (None: nothing)."""
    if membership is None:
        return []
    items = []
    for name, label, icon, roles in ENTRIES:
        if membership.role in roles:
            url = reverse(name, args=[membership.site.slug] if name == "sites:detail" else [])
            items.append({"label": label, "url": url, "icon": icon, "current": path.startswith(url)})
    return items

"""The call for projects, its sites, who takes part in them, and what they see on the spot."""

from sites.models.observations import PlaceKind, Progress, SpotObservation, SpotStep, SpotVisit
from sites.models.organisations import Organisation, OrganisationName
from sites.models.people import CalendarFeed, Commitment, FieldWorker, SignUpApproval, StaffCategory
from sites.models.programme import (
    Agreement,
    Approach,
    CallForProjects,
    Milestone,
    Neighbourhood,
    Site,
    SitePartner,
)

__all__ = [
    "Agreement",
    "Approach",
    "CalendarFeed",
    "CallForProjects",
    "Commitment",
    "FieldWorker",
    "Milestone",
    "Neighbourhood",
    "Organisation",
    "OrganisationName",
    "PlaceKind",
    "Progress",
    "SignUpApproval",
    "Site",
    "SitePartner",
    "SpotObservation",
    "SpotStep",
    "SpotVisit",
    "StaffCategory",
]

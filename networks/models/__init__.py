"""Meetups of the site's network, what is decided there, what comes of it, and who to call."""

from networks.models.directory import CHECK_CONTACTS_EVERY, Contact, GuideDelivery, GuideEdition
from networks.models.groups import GroupPilot, WorkingGroup
from networks.models.meetups import Guest, Invitee, Meetup, MeetupSeries, Photo, Registration
from networks.models.projects import MiniProject, Outcome, ProjectChange, ProjectPilot, Support, Task
from networks.models.walks import SiteWalk, WalkPoint, WalkStep

__all__ = [
    "CHECK_CONTACTS_EVERY",
    "Contact",
    "GroupPilot",
    "Guest",
    "GuideDelivery",
    "GuideEdition",
    "Invitee",
    "Meetup",
    "MeetupSeries",
    "MiniProject",
    "Outcome",
    "Photo",
    "ProjectChange",
    "ProjectPilot",
    "Registration",
    "SiteWalk",
    "Support",
    "Task",
    "WalkPoint",
    "WalkStep",
    "WorkingGroup",
]

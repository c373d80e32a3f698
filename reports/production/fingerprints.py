"""Has anything changed that a document is made of? Asked of the database alone, one statement for each table."""

import hashlib

from django.apps import apps
from django.db import connection

from reports.models import Report
from reports.paper.kept_pages import document_version
from reports.period import Period

READ = {
    "sites": None,
    "trainings": ["Programme", "Module", "Session", "HalfDay", "Registration", "Attendance"],
    "networks": ["MeetupSeries", "Meetup", "Registration", "MiniProject", "WorkingGroup", "GroupPilot"],
    "resources": None,
    "reports": [
        *(
            "AssessmentCampaign",
            "Question",
            "Editorial",
            "KeyPoint",
            "Coordinator",
            "SiteAssessment",
            "AssessmentEvent",
        ),
        *("Answer", "Action", "Figure", "Testimony", "SitePhoto", "Edition"),
    ],
}


def data_fingerprint(report: Report) -> str:
    """The same for two requests of one document between which nothing was written, and nothing came due.

    ``report``: its campaign, kind and subject; it need not be saved.
    """
    found = hashlib.sha256(f"{report.subject} {report.publishes} {document_version()}".encode())
    found.update(str(Period.of(report.campaign).as_of).encode())
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT count(*), sum(hashtextextended(t::text, 0)) FROM "{table}" t')  # noqa: S608
            found.update(f"{table} {cursor.fetchone()}".encode())
    return found.hexdigest()


def tables() -> list[str]:
    models = [
        model
        for room, names in READ.items()
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
        if names is None or model.__name__ in names or (model._meta.auto_created and owner(model) in names)
    ]
    return sorted({model._meta.db_table for model in models})


def owner(through) -> str:
    return through._meta.auto_created.__name__

"""The assessment: campaigns, the sites' contributions, the documents asked for and those published."""

from reports.models.campaigns import (
    AskedFigure,
    AssessmentCampaign,
    Coordinator,
    Editorial,
    FigureNature,
    KeyPoint,
    Question,
)
from reports.models.contributions import (
    EDITABLE,
    Action,
    Answer,
    AssessmentEvent,
    Consent,
    Figure,
    Remark,
    SiteAssessment,
    SitePhoto,
    Testimony,
)
from reports.models.reports import UNDER_WAY, Edition, Kind, LaidOutSheet, Report, ReportSheet

__all__ = [
    "EDITABLE",
    "UNDER_WAY",
    "Action",
    "Answer",
    "AskedFigure",
    "AssessmentCampaign",
    "AssessmentEvent",
    "Consent",
    "Coordinator",
    "Edition",
    "Editorial",
    "Figure",
    "FigureNature",
    "KeyPoint",
    "Kind",
    "LaidOutSheet",
    "Question",
    "Remark",
    "Report",
    "ReportSheet",
    "SiteAssessment",
    "SitePhoto",
    "Testimony",
]

"""Training programmes: programme → modules → sessions on half-days, who was there, what they thought and ask for."""

from trainings.models.attendance import Attendance, AttendanceCorrection, SignedSheet
from trainings.models.diagnosis import Diagnosis, Observation, ObservationStep
from trainings.models.evaluation import Answer, AnswerLink, AnswerSheet, Question, Questionnaire
from trainings.models.needs import TrainingNeed
from trainings.models.programmes import Module, Programme
from trainings.models.sessions import HalfDay, Registration, Session, SessionTask

__all__ = [
    "Answer",
    "AnswerLink",
    "AnswerSheet",
    "Attendance",
    "AttendanceCorrection",
    "Diagnosis",
    "HalfDay",
    "Module",
    "Observation",
    "ObservationStep",
    "Programme",
    "Question",
    "Questionnaire",
    "Registration",
    "Session",
    "SessionTask",
    "SignedSheet",
    "TrainingNeed",
]

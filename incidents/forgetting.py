"""What is forgotten of the reports of someone who leaves the network: their own words; the facts stay counted."""

from incidents.models import Incident
from sites.models import FieldWorker


def forget(worker: FieldWorker) -> None:
    Incident.objects.filter(person=worker).update(facts="")

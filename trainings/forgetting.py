"""What the trainings forget of someone who leaves the network: presences stay, what was written about them goes."""

from sites.models import FieldWorker
from trainings.models import Registration


def forget(worker: FieldWorker) -> None:
    Registration.objects.filter(person=worker).update(reason="")

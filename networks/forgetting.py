"""What the network forgets of someone who leaves it: their part stays counted, nothing says it was them."""

from networks.models import GuideDelivery, Invitee, MiniProject, Registration, Task
from sites.models import FieldWorker


def forget(worker: FieldWorker) -> None:
    Invitee.objects.filter(person=worker).delete()
    GuideDelivery.objects.filter(person=worker).delete()
    Task.objects.filter(person=worker).update(person=None)
    MiniProject.objects.filter(proposed_by=worker).update(proposed_by=None)
    Registration.objects.filter(person=worker).update(reason="")
    worker.working_groups.clear()

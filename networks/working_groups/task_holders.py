"""Who a task is for, as far as the reader may know."""

from networks.models import Task
from sites.models import FieldWorker


def held_by(tasks, user) -> list[tuple[Task, str]]:
    """Each task with who does it: named to those who may read them, else the organisation (loaded with the tasks)."""
    tasks = list(tasks)
    people = FieldWorker.objects.visible_to(user).in_bulk({task.person_id for task in tasks} - {None})
    return [(task, str(people.get(task.person_id) or task.organisation or "")) for task in tasks]

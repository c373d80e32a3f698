"""Finding someone by the name they say, without showing a list of names to anybody."""

from sites.models import FieldWorker, Site
from sites.names import name_key

ASK_THE_LEAD = "demandez au chef de projet d’ajouter cette personne."


class WorkerUnknown(Exception):  # noqa: N818 - a refusal, not a fault
    """Nobody, or several people, have that name; ``str(error)`` says what to do, in French."""


def worker_named(site: Site, *, first_name: str, last_name: str, employer: str = "") -> FieldWorker:
    """The site's agent in post with that name, whatever its accents and capitals. Raises ``WorkerUnknown``."""
    found = same_name(site.field_workers.active(), first_name, last_name, employer)
    if not found:
        raise WorkerUnknown(f"Nous ne trouvons pas ce nom parmi les agents du site : {ASK_THE_LEAD}")
    if len(found) > 1:
        raise WorkerUnknown(f"Plusieurs personnes ont ce nom : indiquez l’employeur, ou {ASK_THE_LEAD}")
    return found[0]


def same_name(workers, first_name: str, last_name: str, employer: str = "") -> list[FieldWorker]:
    """Those of ``workers`` with that name; of that employer, under any of its names, where one is typed."""
    wanted = name_key(first_name), name_key(last_name)
    found = [
        worker
        for worker in workers.select_related("employer").prefetch_related("employer__names")
        if (name_key(worker.first_name), name_key(worker.last_name)) == wanted
    ]
    employer_key = name_key(employer)
    return [worker for worker in found if employer_key in employer_keys(worker)] if employer_key else found


def employer_keys(worker: FieldWorker) -> set[str]:
    employer = worker.employer
    return {name_key(employer.name), *(name.key for name in employer.names.all())} if employer else set()

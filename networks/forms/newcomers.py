"""Who a newcomer turns out to be."""

from sites.forms import WorkerForm


class ConfirmForm(WorkerForm):
    """Completes what the newcomer gave: a last name and a job are needed to know someone."""

    prefix = "fiche"

from celery import shared_task

from networks.contacts import checks as contact_checks
from networks.contacts import directory
from networks.newcomer_guide import guide

DAY_SECONDS = 86400
HOUR_SECONDS = 3600


@shared_task(expires=DAY_SECONDS)
def keep_directory_true() -> None:
    """Once a day: contacts can be found by their organisations' present names; the unchecked are asked."""
    directory.spell_again()
    contact_checks.ask_due()


@shared_task(expires=HOUR_SECONDS)
def welcome_new_agents() -> None:
    """New agents receive the guide."""
    guide.deliver_due()

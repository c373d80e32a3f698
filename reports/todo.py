from django.urls import reverse

from accounts.models import Role
from proxinet.todo import Todo
from reports.models import Report


def todos(user, membership) -> list[Todo]:
    """The person's latest report at this site, when it failed and can be tried again."""
    if membership.role != Role.GUP_LEAD:
        return []
    latest = Report.objects.filter(requested_by=user, site=membership.site_id).first()
    if latest is None or not latest.has_failed:
        return []
    return [
        Todo(
            title="Un bilan n’a pas abouti",
            verb="Je vois pourquoi",
            url=reverse("reports:detail", args=[latest.public_id]),
            detail=latest.error,
            icon="warning",
        )
    ]

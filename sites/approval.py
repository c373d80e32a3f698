"""Whether an employer wants to approve its people's training sign-ups at a site, and who may say so."""

from django.db.models import Exists, OuterRef

from accounts.models import Role
from sites.models import FieldWorker, Organisation, SignUpApproval, Site


def employers_one_may_switch(user, site: Site):
    """Employers with field workers at ``site`` for which ``user`` may decide, with ``approves_sign_ups``: all of them
    for its lead, their own for a landlord's manager (an ``Organisation`` queryset)."""
    approvals = SignUpApproval.objects.filter(site=site, employer=OuterRef("pk"))
    employers = Organisation.objects.annotate(approves_sign_ups=Exists(approvals))
    if user.access.leads(site.pk):
        return employers.filter(pk__in=FieldWorker.objects.filter(site=site).active().values("employer"))
    managed = [
        membership.organisation_id
        for membership in user.access.memberships
        if membership.role == Role.LANDLORD_MANAGER and membership.site_id == site.pk
    ]
    return employers.filter(pk__in=managed)


def switch_approval(site: Site, employer: Organisation, *, is_on: bool) -> None:
    """From now on; requests already sent keep waiting for their answer."""
    if is_on:
        SignUpApproval.objects.get_or_create(site=site, employer=employer)
    else:
        SignUpApproval.objects.filter(site=site, employer=employer).delete()

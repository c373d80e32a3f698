from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone

from home.dashboards import dashboard_for
from home.national import approach_comparison, incident_counts, site_comparison
from proxinet.context import current_shell
from reports.models import Edition, Kind
from sites.models import Approach, CallForProjects, Site


@login_not_required
def public_home(request):
    call = CallForProjects.objects.order_by("pk").first()
    approaches = Approach.objects.filter(call=call).prefetch_related("sites")
    edition = Edition.objects.filter(kind=Kind.NATIONAL).select_related("campaign").first()
    return render(request, "home/public.html", {"call": call, "approaches": approaches, "edition": edition})


def dashboard(request):
    membership = current_shell(request).membership
    if membership is None:
        return render(request, "home/no_role.html")
    if membership.site_id is None:
        return redirect("home:national")
    return render(request, "home/dashboard.html", {"dashboard": dashboard_for(request.user, membership)})


def national(request):
    if not request.user.access.is_national:
        raise PermissionDenied("Cette page est réservée à la coordination nationale.")
    sites = Site.objects.visible_to(request.user).select_related("approach")
    rows = site_comparison(sites)
    return render(
        request,
        "home/national.html",
        {
            "rows": rows,
            "chart": approach_comparison(rows),
            "incidents": incident_counts(),
            "now": timezone.now(),
        },
    )

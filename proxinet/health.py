"""Liveness and readiness, for whoever runs the portal."""

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from post_office.models import STATUS, Email


@never_cache
@login_not_required
def alive(request):
    return JsonResponse({"status": "ok"})


@never_cache
@login_not_required
def ready(request):
    """200 when database and migrations are right; a broker or mail in trouble is shown as degraded."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        failed_mails = Email.objects.filter(status=STATUS.failed).exists()
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "down"}, status=503)
    checks = {
        "database": "ok",
        "migrations": "pending" if pending else "ok",
        "broker": "ok" if broker_answers() else "degraded",
        "mail": "degraded" if failed_mails else "ok",
    }
    status = "down" if pending else "degraded" if "degraded" in checks.values() else "ok"
    return JsonResponse({"status": status, **checks}, status=503 if pending else 200)


def broker_answers() -> bool:
    try:
        with current_app.connection_for_write(connect_timeout=1) as broker:
            broker.connect()
    except Exception:  # each transport raises its own; whatever it is, the broker does not answer
        return False
    return True

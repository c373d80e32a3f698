from django.contrib import admin

from networks.models import (
    Contact,
    GroupPilot,
    Meetup,
    MiniProject,
    Outcome,
    Photo,
    ProjectPilot,
    Registration,
    Task,
    WorkingGroup,
)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only an act may write: places counted, files kept beside the row."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Meetup)
class MeetupAdmin(admin.ModelAdmin):
    list_display = ["title", "site", "starts_at", "confirmed_count", "capacity"]
    list_filter = ["site", "kind"]
    list_select_related = ["site"]
    readonly_fields = ["cancelled_at", "confirmed_count", "waiting_count", "last_position", "recorded_at"]


@admin.register(Registration)
class RegistrationAdmin(ReadOnlyAdmin):
    """Places are given and taken back by ``proxinet.seats``."""

    list_display = ["person", "event", "state", "attended"]
    list_filter = ["state"]
    list_select_related = ["person", "event"]


class ProjectPilotInline(admin.TabularInline):
    model = ProjectPilot
    extra = 0


class GroupPilotInline(admin.TabularInline):
    model = GroupPilot
    extra = 0


@admin.register(MiniProject)
class MiniProjectAdmin(admin.ModelAdmin):
    inlines = [ProjectPilotInline]
    list_display = ["title", "site", "state"]
    list_filter = ["site", "state"]
    list_select_related = ["site"]


@admin.register(WorkingGroup)
class WorkingGroupAdmin(admin.ModelAdmin):
    inlines = [GroupPilotInline]
    raw_id_fields = ["members"]
    list_display = ["title", "site", "is_active"]
    list_filter = ["site"]
    list_select_related = ["site"]


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    list_display = ["name", "site", "organisation", "phone", "checked_on"]
    list_filter = ["site"]
    list_select_related = ["site", "organisation"]


@admin.register(Task)
class TaskAdmin(admin.ModelAdmin):
    list_display = ["title", "site", "organisation", "due_on", "done_on"]
    list_filter = ["site"]
    list_select_related = ["site", "organisation"]
    raw_id_fields = ["meetup", "project", "group", "person"]


@admin.register(Outcome)
class OutcomeAdmin(ReadOnlyAdmin):
    list_display = ["title", "site", "kind", "happened_on"]
    list_filter = ["site", "kind"]
    list_select_related = ["site"]


@admin.register(Photo)
class PhotoAdmin(ReadOnlyAdmin):
    list_display = ["description", "meetup", "consent", "added_at"]
    list_filter = ["consent"]
    list_select_related = ["meetup"]

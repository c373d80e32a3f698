from django.contrib import admin

from networks.models import Contact, Meetup, MiniProject, Registration, WorkingGroup


@admin.register(Meetup)
class MeetupAdmin(admin.ModelAdmin):
    list_display = ["title", "site", "starts_at", "confirmed_count", "capacity"]
    list_filter = ["site", "kind"]
    list_select_related = ["site"]
    readonly_fields = ["cancelled_at", "confirmed_count", "waiting_count", "last_position", "recorded_at"]


@admin.register(Registration)
class RegistrationAdmin(admin.ModelAdmin):
    """Read only: places are given and taken back by ``proxinet.seats``."""

    list_display = ["person", "event", "state", "attended"]
    list_filter = ["state"]
    list_select_related = ["person", "event"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(MiniProject)
class MiniProjectAdmin(admin.ModelAdmin):
    list_display = ["title", "site", "state"]
    list_filter = ["site", "state"]
    list_select_related = ["site"]


@admin.register(WorkingGroup)
class WorkingGroupAdmin(admin.ModelAdmin):
    list_display = ["title", "site", "is_active"]
    list_filter = ["site"]
    list_select_related = ["site"]


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    list_display = ["name", "site", "organisation", "phone", "checked_on"]
    list_filter = ["site"]
    list_select_related = ["site", "organisation"]

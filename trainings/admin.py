from django.contrib import admin

from trainings.models import HalfDay, Module, Programme, Registration, Session


class HalfDayInline(admin.TabularInline):
    model = HalfDay
    extra = 0


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    list_display = ["title", "site", "deliverer"]
    list_filter = ["site"]
    list_select_related = ["site", "deliverer"]


@admin.register(Module)
class ModuleAdmin(admin.ModelAdmin):
    list_display = ["title", "programme", "kind"]
    list_select_related = ["programme"]


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):
    list_display = ["module", "starts_at", "place", "confirmed_count", "capacity"]
    list_select_related = ["module"]
    readonly_fields = ["cancelled_at", "confirmed_count", "waiting_count", "last_position"]
    inlines = [HalfDayInline]


@admin.register(Registration)
class RegistrationAdmin(admin.ModelAdmin):
    """Read only: places are given and taken back by ``proxinet.seats``."""

    list_display = ["person", "event", "state", "signed_up_at"]
    list_filter = ["state"]
    list_select_related = ["person", "event__module"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

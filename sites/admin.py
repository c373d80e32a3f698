"""Support only: a site's lead manages it in the portal's own pages."""

from django.contrib import admin

from sites.models import (
    Agreement,
    Approach,
    CallForProjects,
    FieldWorker,
    Milestone,
    Neighbourhood,
    Organisation,
    OrganisationName,
    Site,
    SitePartner,
)


class Kept(admin.ModelAdmin):
    """Never erased from here: trainings followed, meetups and incidents would go with it."""

    def has_delete_permission(self, request, obj=None):
        return False


class ApproachInline(admin.TabularInline):
    model = Approach
    extra = 0


class NeighbourhoodInline(admin.TabularInline):
    model = Neighbourhood
    extra = 0


class MilestoneInline(admin.TabularInline):
    model = Milestone
    extra = 0


class SitePartnerInline(admin.TabularInline):
    model = SitePartner
    extra = 0
    autocomplete_fields = ["organisation"]


class OrganisationNameInline(admin.TabularInline):
    model = OrganisationName
    extra = 0


@admin.register(CallForProjects)
class CallForProjectsAdmin(Kept):
    inlines = [ApproachInline]


@admin.register(Site)
class SiteAdmin(Kept):
    list_display = ["name", "approach", "department"]
    list_select_related = ["approach"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [NeighbourhoodInline, SitePartnerInline, MilestoneInline]


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ["name", "kind"]
    list_filter = ["kind"]
    search_fields = ["name", "names__name"]
    inlines = [OrganisationNameInline]


@admin.register(Agreement)
class AgreementAdmin(admin.ModelAdmin):
    list_display = ["title", "site", "starts_on", "ends_on"]
    list_select_related = ["site"]
    autocomplete_fields = ["signatories"]


@admin.register(FieldWorker)
class FieldWorkerAdmin(Kept):
    list_display = ["last_name", "first_name", "site", "employer", "staff_category", "is_active"]
    list_filter = ["site", "staff_category", "is_active"]
    list_select_related = ["site", "employer"]
    search_fields = ["last_name", "first_name"]
    autocomplete_fields = ["employer", "user"]

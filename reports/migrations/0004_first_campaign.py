"""What was written for a call goes to its first campaign; testimonies whose consent nobody noted are kept, withdrawn."""

from datetime import date

from django.db import migrations
from django.utils import timezone


def move_to_a_campaign(apps, schema_editor):
    models = {name: apps.get_model("reports", name) for name in ("Editorial", "KeyPoint", "Report", "Testimony")}
    for call in apps.get_model("sites", "CallForProjects").objects.all():
        testimonies = models["Testimony"].objects.filter(site__call=call)
        of_call = [models[name].objects.filter(call=call) for name in ("Editorial", "KeyPoint", "Report")]
        if not testimonies.exists() and not any(rows.exists() for rows in of_call):
            continue
        campaign = first_campaign(apps, call)
        for rows in of_call:
            rows.update(campaign=campaign)
        for site in apps.get_model("sites", "Site").objects.filter(call=call):
            assessment = apps.get_model("reports", "SiteAssessment").objects.create(campaign=campaign, site=site)
            testimonies.filter(site=site).update(assessment=assessment, consent="", withdrawn_at=timezone.now())


def first_campaign(apps, call):
    year = timezone.localdate().year
    end = date(year, 12, 31)
    return apps.get_model("reports", "AssessmentCampaign").objects.create(
        call=call,
        name=f"Bilan {year}",
        starts_on=date(year, 1, 1),
        ends_on=end,
        opens_on=timezone.localdate(),
        deadline=end,
        review_until=end,
        publishes_on=end,
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_campaigns"), ("sites", "0003_newcomers_and_codes")]
    operations = [migrations.RunPython(move_to_a_campaign, migrations.RunPython.noop)]

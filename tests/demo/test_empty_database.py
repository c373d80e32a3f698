"""Loading the demonstration: quickly, into an empty database of one's own machine, and nowhere else."""

import time

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from demo.loading import load_demo
from demo.reading import HOME
from sites.models import CallForProjects
from tests.factories.people import SiteFactory


@pytest.mark.django_db
def test_it_loads_in_a_few_seconds(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    started = time.process_time()
    load_demo()
    assert time.process_time() - started < 10


@pytest.mark.django_db
def test_another_database_is_refused():
    SiteFactory()
    with pytest.raises(CommandError, match="base vide"):
        call_command("load_demo")
    assert CallForProjects.objects.count() == 1
    assert not User.objects.exists()


@pytest.mark.django_db
def test_an_open_installation_is_refused(settings):
    settings.LOCAL = False
    with pytest.raises(CommandError, match="mot de passe public"):
        call_command("load_demo")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_site_needs_a_call_for_projects():
    with pytest.raises(CommandError, match="aucun appel à projets"):
        call_command("import_site", HOME / "sites" / "sens")
    assert not User.objects.exists()

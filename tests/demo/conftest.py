import pytest
from django.db import transaction
from django.test import override_settings

from demo.loading import load_demo


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The six sites, loaded once for the module; each test's own writes are undone. The folder of their files."""
    media = tmp_path_factory.mktemp("media")
    hasher = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=hasher):
            assert load_demo()
        yield media
        transaction.set_rollback(True)

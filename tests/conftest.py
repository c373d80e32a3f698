import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def _plain_static_files(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def sign_in(db):
    """``sign_in(user)``: a client signed in as them."""

    def signed_in(user):
        client = Client()
        client.force_login(user)
        return client

    return signed_in

import pytest
from django.db import connection
from django.test import Client

ALONE = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER TABLE %I SET (autovacuum_enabled = off)', name);
  END LOOP;
END $$
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A table emptied by rollbacks and then vacuumed counts as empty for the planner: the next test that fills it
    would wait minutes for a plan meant for no rows."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(ALONE)


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

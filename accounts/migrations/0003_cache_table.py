from django.core.management import call_command
from django.db import migrations


def create_cache_table(apps, schema_editor):
    call_command("createcachetable", verbosity=0, database=schema_editor.connection.alias)


class Migration(migrations.Migration):
    """The table behind the cache (attempts at signing in are counted there); created when missing."""

    dependencies = [("accounts", "0002_links")]

    operations = [migrations.RunPython(create_cache_table, migrations.RunPython.noop)]

from django.db import migrations

REFUSE = """
CREATE FUNCTION reports_edition_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'published_by_id' = to_jsonb(OLD) - 'published_by_id' THEN
        RETURN NEW;  -- the account of the person who published may be deleted
    END IF;
    RAISE EXCEPTION 'a published edition never changes' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER edition_never_changes BEFORE UPDATE OR DELETE ON reports_edition
    FOR EACH ROW EXECUTE FUNCTION reports_edition_never_changes();
"""
ALLOW = """
DROP TRIGGER edition_never_changes ON reports_edition;
DROP FUNCTION reports_edition_never_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_campaigns_required")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]

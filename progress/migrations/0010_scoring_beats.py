"""Whether scores are in the navigation stands on every page that is kept: the switch beats the pulse."""

from django.db import migrations

TRIGGER = """
CREATE TRIGGER progress_scoringswitch_beats AFTER INSERT OR UPDATE OR DELETE ON progress_scoringswitch
    FOR EACH STATEMENT EXECUTE FUNCTION progress_beat();
"""


class Migration(migrations.Migration):
    dependencies = [("progress", "0009_pulse")]
    operations = [migrations.RunSQL(TRIGGER, "DROP TRIGGER progress_scoringswitch_beats ON progress_scoringswitch")]

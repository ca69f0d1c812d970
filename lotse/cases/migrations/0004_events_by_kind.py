from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("cases", "0003_alerts_ended_reminders_deferred")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["kind", "file"], name="event_kind_file"),
        ),
        migrations.RemoveIndex(model_name="event", name="event_kind"),
    ]

import django.db.models.deletion
from django.db import migrations, models

OLD = "cases_file_merged_into_id_b74f089d"


class Migration(migrations.Migration):

    dependencies = [("cases", "0006_answers")]

    operations = [
        migrations.AddIndex(
            model_name="file",
            index=models.Index(condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="file_merged"),
        ),
        # By hand: to drop an index of a field, Django copies the whole table on SQLite.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f'DROP INDEX "{OLD}"', f'CREATE INDEX "{OLD}" ON "cases_file" ("merged_into_id")')
            ],
            state_operations=[
                migrations.AlterField(
                    "file", "merged_into",
                    models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="merged", to="cases.file"),
                ),
            ],
        ),
    ]

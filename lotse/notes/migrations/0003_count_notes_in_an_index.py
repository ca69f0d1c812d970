import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Foreign keys that an index or a constraint begins with anyway: table, column, the index Django had made for it.
DOUBLE = [
    ("notes_note", "author_id", "notes_note_author_id_e9645357"),
    ("notes_notefield", "note_id", "notes_notefield_note_id_24c2799d"),
    ("notes_noteinfile", "note_id", "notes_noteinfile_note_id_5bc9b8a8"),
    ("notes_notetask", "note_id", "notes_notetask_note_id_e2116474"),
    ("notes_notetopic", "note_id", "notes_notetopic_note_id_e88826c0"),
]


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0001_initial"),
        ("notes", "0002_drafts_supplements_strikes_and_erasures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="note",
            index=models.Index(
                fields=["author", "on", "is_group", "form", "struck_at", "finalised_at", "id"], name="note_counted"
            ),
        ),
        migrations.RemoveIndex(model_name="note", name="note_author"),
        # By hand: to drop an index of a field, Django copies the whole table on SQLite, a million notes too.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f'DROP INDEX "{name}"', f'CREATE INDEX "{name}" ON "{table}" ("{column}")')
                for table, column, name in DOUBLE
            ],
            state_operations=[
                migrations.AlterField(
                    "note", "author",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="notes", to=settings.AUTH_USER_MODEL),
                ),
                *(
                    migrations.AlterField(
                        model, "note",
                        models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name=name, to="notes.note"),
                    )
                    for model, name in (("noteinfile", "in_files"), ("notetopic", "topics"), ("notefield", "fields"), ("notetask", "tasks"))
                ),
            ],
        ),
    ]

"""The sealed field: text in the object, sealed bytes in the database, and no way around."""

import pickle
from uuid import uuid4

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.forms import modelform_factory

from lotse.vault import keys, masters
from lotse.vault.errors import KeyDestroyed, KeyMissing, SealBroken, VaultError, WrongKey
from lotse.vault.fields import Sealed, SealedTextField, open_many


def raw(column="text"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM vault_tests_letter")
        return [None if row[0] is None else bytes(row[0]) for row in cursor.fetchall()]


def copy(letters, letter, **changes):
    values = {"file": letter.file, "wrapped": letter.wrapped, "text": "anderes", **changes}
    return letters.objects.create(**values)


def test_the_object_gives_text_and_the_database_holds_sealed_bytes(letters, letter):
    assert letter.text == "Kündigung der Wohnung"
    assert letters.objects.get().text == "Kündigung der Wohnung"
    assert raw()[0].startswith(b"v1:")
    assert "Kündigung".encode() not in raw()[0]


def test_text_survives_being_changed_saved_and_read_again(letters, letter):
    again = letters.objects.get()
    again.text = "زهرا رحیمی\nzweite Zeile"
    assert again.text == "زهرا رحیمی\nzweite Zeile"
    again.save()
    assert again.text == "زهرا رحیمی\nzweite Zeile"
    assert letters.objects.get().text == "زهرا رحیمی\nzweite Zeile"


def test_saving_without_touching_the_text_leaves_its_bytes_alone(letters, letter):
    before = raw()
    again = letters.objects.get()
    again.topic = "school"
    again.save()
    assert raw() == before


def test_empty_and_missing_are_different(letters, letter):
    row = copy(letters, letter, text="", answer=None)
    again = letters.objects.get(pk=row.pk)
    assert (again.text, again.answer) == ("", None)
    assert letters.objects.filter(answer=None).get() == row


@pytest.mark.parametrize("value", [b"bytes", 7, ["list"], object()])
def test_only_text_can_be_put_in(letters, value):
    with pytest.raises(TypeError, match="takes text"):
        letters(text=value)


# --- the ways around --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "way",
    [
        lambda rows: rows.update(text="offen"),
        lambda rows: rows.update(text=Value("offen")),
        lambda rows: rows.update(text=F("topic")),
        lambda rows: rows.update(text=F("answer")),
        lambda rows: rows.update(text=Concat(F("topic"), Value("offen"))),
        lambda rows: rows.filter(text=F("topic")).exists(),
        lambda rows: rows.update(text=Value("offen", output_field=SealedTextField(key="content_key"))),
        lambda rows: rows.bulk_update(list(rows), ["text"]),
        lambda rows: rows.filter(text="offen").exists(),
        lambda rows: rows.exclude(text="offen").exists(),
        lambda rows: rows.filter(text__contains="offen").exists(),
        lambda rows: rows.filter(text__in=["offen"]).exists(),
        lambda rows: rows.filter(text__startswith="K").exists(),
        lambda rows: rows.filter(text__length=3).exists(),
        lambda rows: rows.get_or_create(text="offen"),
        lambda rows: rows.update_or_create(id=uuid4(), defaults={"text": "offen"}),
        lambda rows: "".join(rows.values_list("text", flat=True)),
        lambda rows: str(rows.values_list("text", flat=True)[0]),
        lambda rows: f"{rows.values('text')[0]['text']}",
        lambda rows: rows.values_list("text", flat=True)[0] + "",
        lambda rows: serializers.serialize("json", rows),
    ],
)
def test_every_way_around_the_object_raises_and_stores_no_plain_text(letters, letter, way):
    before = raw()
    with pytest.raises((VaultError, FieldError, TypeError, KeyMissing)), transaction.atomic():
        way(letters.objects.all())
    assert raw() == before


def test_lists_of_values_give_opaque_ones(letters, letter):
    (sealed,) = letters.objects.values_list("text", flat=True)
    assert isinstance(sealed, Sealed)
    assert repr(sealed) == repr(pickle.loads(pickle.dumps(sealed))) == "<Sealed>"
    assert sealed != "Kündigung der Wohnung"
    assert sealed == letters.objects.values_list("text", flat=True)[0]
    assert len({sealed, letters.objects.values("text")[0]["text"]}) == 1


def test_bytes_moved_to_another_row_do_not_open(letters, letter):
    other = copy(letters, letter)
    letters.objects.filter(pk=other.pk).update(text=letters.objects.values_list("text", flat=True).get(pk=letter.pk))
    with pytest.raises(SealBroken, match="moved here"):
        _ = letters.objects.get(pk=other.pk).text


def test_nor_do_bytes_moved_to_another_column(letters, letter):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_tests_letter SET answer = text")
    with pytest.raises(SealBroken, match=r"vault_tests_letter\.answer"):
        _ = letters.objects.get().answer


def test_nor_do_bytes_from_under_another_key(letters, letter, organisation):
    keys.new_key(file := uuid4(), organisation)
    copy(letters, letter, file=file, wrapped=keys.wrap(keys.random_key(), under=file))
    letters.objects.filter(file=file).update(text=letters.objects.values_list("text", flat=True).get(pk=letter.pk))
    with pytest.raises(WrongKey):
        _ = letters.objects.get(file=file).text


def test_a_copy_under_a_new_primary_key_is_refused_before_it_is_stored(letters, letter):
    twin = letters.objects.get()
    twin.pk, twin._state.adding = uuid4(), True
    with pytest.raises(SealBroken), transaction.atomic():
        twin.save(force_insert=True)
    assert letters.objects.count() == 1


def test_plain_text_written_into_the_table_by_hand_is_no_answer(letters, letter):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_tests_letter SET text = %s", [b"von Hand"])
    with pytest.raises(SealBroken, match="never sealed"):
        _ = letters.objects.get().text


def test_a_missing_or_destroyed_key_raises_and_never_gives_the_sealed_bytes(letters, letter, organisation):
    path = masters.path_of(organisation, 1)
    path.rename(path.with_suffix(".away"))
    with pytest.raises(KeyMissing):
        _ = letters.objects.get().text
    path.with_suffix(".away").rename(path)
    keys.destroy_key(letter.file)
    with pytest.raises(KeyDestroyed):
        _ = letters.objects.get().text


def test_what_else_the_row_says_can_be_read_and_changed_without_the_key(letters, letter):
    keys.destroy_key(letter.file)
    row = letters.objects.get()
    row.topic = "health"
    row.save()
    assert letters.objects.values_list("topic", flat=True).get() == "health"


# --- what must go on working ------------------------------------------------------------------------------------------
def test_deferred_text_is_fetched_when_it_is_asked_for(letters, letter, django_assert_num_queries):
    for query in (letters.objects.defer("text"), letters.objects.only("topic", "file", "wrapped")):
        row = query.get()
        assert "text" in row.get_deferred_fields()
        before = raw()
        row.save()
        assert raw() == before
        with django_assert_num_queries(2):  # the text, the key of the file
            assert row.text == "Kündigung der Wohnung"


def test_saving_some_fields_seals_those(letters, letter):
    letter.text, letter.topic = "neu", "school"
    letter.save(update_fields=["text"])
    assert letters.objects.get().text == "neu"
    assert letters.objects.get().topic == "housing"


def test_many_rows_are_sealed_in_one_go(letters, letter):
    rows = [letters(file=letter.file, wrapped=letter.wrapped, text=f"Brief {n}") for n in range(3)]
    letters.objects.bulk_create(rows)
    assert {row.text for row in letters.objects.all()} == {"Brief 0", "Brief 1", "Brief 2", "Kündigung der Wohnung"}
    assert not [value for value in raw() if b"Brief" in value]


def test_refreshing_gives_what_is_stored(letters, letter):
    row = letters.objects.get()
    row.text = "verworfen"
    row.refresh_from_db()
    assert row.text == "Kündigung der Wohnung"


def test_forms_show_and_take_the_text(letters, letter):
    form_class = modelform_factory(letters, fields=["text"])
    row = letters.objects.get()
    assert form_class(instance=row).initial["text"] == "Kündigung der Wohnung"
    form = form_class({"text": "geändert"}, instance=row)
    assert form.is_valid(), form.errors
    form.save()
    assert letters.objects.get().text == "geändert"
    assert not form_class({"text": ""}, instance=row).is_valid()


def test_many_texts_open_without_objects_and_with_one_query(letters, letter, django_assert_num_queries):
    letters.objects.bulk_create(
        letters(file=letter.file, wrapped=keys.wrap(keys.random_key(), under=letter.file), text=f"Brief {n}")
        for n in range(200)
    )
    rows = list(letters.objects.order_by("id").values_list("id", "text", "wrapped"))
    with django_assert_num_queries(1):
        texts = open_many(letters.text.field, rows, under=letter.file)
    assert texts == [letters.objects.get(pk=pk).text for pk, _text, _wrapped in rows]
    assert set(texts) == {"Kündigung der Wohnung", *(f"Brief {n}" for n in range(200))}
    with pytest.raises(SealBroken):
        open_many(
            letters.text.field, [(rows[0][0], rows[0][1], rows[0][2]), (uuid4(), *rows[1][1:])], under=letter.file
        )


def test_many_texts_may_be_missing(letters, letter):
    letters.objects.update(answer=None)
    rows = letters.objects.values_list("id", "answer", "wrapped")
    assert open_many(letters._meta.get_field("answer"), rows, under=letter.file) == [None]


def test_a_model_that_cannot_seal_is_reported_at_start_up():
    class Numbered(models.Model):
        text = SealedTextField(key="nowhere")

        class Meta:
            app_label = "vault_tests"

        def __str__(self) -> str:
            return ""

    assert {message.id for message in Numbered._meta.get_field("text").check()} == {"vault.E001", "vault.E002"}


def test_the_field_describes_itself_for_migrations():
    field = SealedTextField(key="content_key", null=True)
    _name, path, args, kwargs = field.deconstruct()
    assert (path, args, kwargs) == ("lotse.vault.fields.SealedTextField", [], {"key": "content_key", "null": True})

"""A text column that holds only sealed bytes.

    class Note(models.Model):
        summary = SealedTextField(key="content_key")   # attribute or method of the instance that gives 32 bytes

Reading the attribute opens the text, saving the object seals it. Every way around the object is shut: `update()`,
`bulk_update()` and lookups raise, `values_list()` gives an opaque `Sealed`. (Django asks a field for its database value
without the row in all these; a field that sealed there could not bind the text to its row, and one that did not would
store plain text without a word.)
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn
from uuid import UUID

from django import forms
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact
from django.db.models.query_utils import DeferredAttribute

from lotse.vault import box
from lotse.vault.errors import VaultError


class Sealed:
    """Sealed bytes. Cannot be shown, compared with text or joined to it: open them, or leave them alone."""

    __slots__ = ("token",)

    def __init__(self, token: bytes) -> None:
        self.token = token

    def __repr__(self) -> str:
        return "<Sealed>"

    def __str__(self) -> NoReturn:
        raise VaultError("A sealed value was about to be used as text. Open it through its object or with open_many().")

    def __format__(self, spec: str) -> NoReturn:
        str(self)
        raise AssertionError

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.token == self.token

    def __hash__(self) -> int:
        return hash(self.token)


class IsNothing(Exact):
    """`text=None` is the one comparison that makes sense; Django turns it into `IS NULL`."""

    def get_prep_lookup(self) -> Any:
        if self.rhs is not None:
            raise FieldError(f"{self.lhs.output_field} is sealed: the database cannot search it.")
        return None


class SealedAttribute(DeferredAttribute):
    field: "SealedTextField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        values = instance.__dict__
        name: str = self.field.attname
        if name not in values:  # deferred: fetched sealed, so that the object does not count as changed
            manager = type(instance)._base_manager.db_manager(instance._state.db)
            values[name] = manager.values_list(name, flat=True).get(pk=instance.pk)
        value = values[name]
        return self.field.open_for(instance, value) if isinstance(value, Sealed) else value

    def __set__(self, instance: models.Model, value: object) -> None:
        if value is not None and not isinstance(value, str | Sealed):
            raise TypeError(f"{self.field} takes text, not {type(value).__name__}.")
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.Field):
    descriptor_class = SealedAttribute
    empty_strings_allowed = True

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        self.key = key
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "key": self.key}

    def get_internal_type(self) -> str:
        return "BinaryField"

    # --- one row ------------------------------------------------------------------------------------------------------
    def place(self, pk: Any) -> str:
        if pk is None:
            raise VaultError(f"{self} needs a primary key before it can be sealed.")
        return f"{self.model._meta.db_table}.{self.column}:{pk}"

    def seal_text(self, pk: Any, key: bytes, text: str) -> Sealed:
        return Sealed(box.seal(key, self.place(pk), text.encode()))

    def open_text(self, pk: Any, key: bytes | box.Opener, sealed: "Sealed | bytes") -> str:
        """`key` as an `Opener` where several texts lie under it."""
        token = sealed.token if isinstance(sealed, Sealed) else bytes(sealed)
        opener = box.Opener(key) if isinstance(key, bytes) else key
        return opener(self.place(pk), token).decode()

    def key_for(self, instance: models.Model) -> bytes:
        key: bytes | Callable[[], bytes] = getattr(instance, self.key)
        return key() if callable(key) else key

    def open_for(self, instance: models.Model, sealed: Sealed) -> str:
        return self.open_text(instance.pk, self.key_for(instance), sealed)

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value: str | Sealed | None = model_instance.__dict__.get(self.attname)
        if isinstance(value, str):
            sealed = self.seal_text(model_instance.pk, self.key_for(model_instance), value)
            model_instance.__dict__[self.attname] = sealed
            return sealed
        if add and value is not None:
            self.open_for(model_instance, value)  # a copy under a new primary key would never open again: say so now
        return value

    # --- the database -------------------------------------------------------------------------------------------------
    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def get_prep_value(self, value: Any) -> Any:
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise VaultError(f"{self} is sealed: save the object; update(), bulk_update() and lookups cannot seal.")
        return connection.Database.Binary(value.token)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        if hasattr(value, "as_sql"):  # update(text=Value("...")): get_db_prep_value would never be asked
            raise VaultError(f"{self} is sealed: it takes no expressions.")
        return "%s"

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        if lookup_name == "exact":
            return IsNothing
        raise FieldError(f"{self} is sealed: the database cannot search it ({lookup_name}).")

    def get_transform(self, lookup_name: str) -> NoReturn:
        raise FieldError(f"{self} is sealed: the database cannot transform it ({lookup_name}).")

    # --- Python -------------------------------------------------------------------------------------------------------
    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> NoReturn:
        raise VaultError(f"{self} is sealed and is not written by dumpdata. Use `lotse backup`.")

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.CharField, "widget": forms.Textarea, **kwargs})

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found: list[checks.CheckMessage] = [*super().check(**kwargs)]
        pk = self.model._meta.pk
        if not isinstance(pk, models.UUIDField):
            found.append(
                checks.Error("A sealed field needs a UUID primary key, known before saving.", obj=self, id="vault.E001")
            )
        if not hasattr(self.model, self.key):
            found.append(
                checks.Error(
                    f"{self.model.__name__} has no attribute {self.key!r} to give the key.", obj=self, id="vault.E002"
                )
            )
        return found


def fill(row: models.Model, values: Mapping[str, Any]) -> None:
    """What a form says, into the columns of that name. Of a sealed text without a word nothing is sealed."""
    for name, value in values.items():
        sealed = isinstance(row._meta.get_field(name), SealedTextField)
        setattr(row, name, (value or None) if sealed else value)


def open_many(
    field: SealedTextField, rows: Iterable[tuple[UUID, Sealed | bytes | None, bytes]], *, under: UUID
) -> list[str | None]:
    """Open the sealed texts of many rows without making objects: (primary key, sealed text, key wrapped under `under`).

    `field` is `Note._meta.get_field("summary")` or `Note.summary.field`. One query for all rows.
    """
    from lotse.vault import keys

    unwrap = keys.unwrapper(under)
    return [
        None if sealed is None else field.open_text(pk, unwrap(bytes(wrapped)), sealed) for pk, sealed, wrapped in rows
    ]

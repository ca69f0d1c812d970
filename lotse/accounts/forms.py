"""The shape of what is typed about staff, roles, organisations and oneself. Who may do it is asked elsewhere."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lotse.accounts.access import TEAM_ROLES
from lotse.accounts.models import Organisation, User
from lotse.ui.fields import DecimalCommaField, GermanDateField
from lotse.ui.filters import date_, number

Choices = list[tuple[str, str]]
REQUIRED_NAME = {"required": gettext_lazy("Bitte einen Namen angeben.")}


class VersionedForm(forms.Form):
    """For rows that two people may change at the same time: knows which state was read, and can show both."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theirs: list[tuple[str, str]] = []
        self.was_outdated = False

    @classmethod
    def values_of(cls, row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in cls.base_fields}

    def show_both(self, current: Model) -> None:
        """What was typed stays; beside it stands what somebody else has saved. Saving again is then a decision."""
        now = self.values_of(current)
        self.was_outdated = True
        self.theirs = [
            (str(self.fields[name].label), self._readable(name, value))
            for name, value in now.items()
            if name != "version" and name in self.fields and value != self.cleaned_data.get(name)
        ]
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = now["version"]

    def _readable(self, name: str, value: Any) -> str:
        labels = {str(key): str(label) for key, label in getattr(self.fields[name], "choices", ())}
        if isinstance(value, list):
            text = ", ".join(labels.get(str(item), str(item)) for item in value)
        elif isinstance(value, date):
            text = date_(value)
        elif isinstance(self.fields[name], DecimalCommaField):
            text = number(value)
        else:
            text = labels.get(str(value), str(value or ""))
        return text or _("leer")


class StaffFields(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, error_messages=REQUIRED_NAME)
    email = forms.EmailField(
        label=gettext_lazy("Dienstliche E-Mail-Adresse"),
        max_length=254,
        help_text=gettext_lazy("Damit meldet sich die Person an."),
        error_messages={
            "required": gettext_lazy("Bitte die dienstliche Adresse angeben."),
            "invalid": gettext_lazy("Bitte als name@organisation.de angeben."),
        },
    )
    organisation = forms.TypedChoiceField(label=gettext_lazy("Organisation"), coerce=UUID)
    fte = DecimalCommaField(
        label=gettext_lazy("Stelle in VZÄ"),
        help_text=gettext_lazy("1 ist eine volle Stelle, 0,5 eine halbe."),
        places=3,
        smallest=0,
        largest=1,
        required=False,
    )
    qualification = forms.ChoiceField(label=gettext_lazy("Qualifikation"), required=False)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Sprachen, in denen die Person berät"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, *args: Any, organisations: Choices, qualifications: Choices, languages: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations
        self.fields["qualification"].choices = qualifications
        self.fields["languages"].choices = languages

    def clean_languages(self) -> list[str]:
        return sorted(self.cleaned_data["languages"])


class StaffForm(VersionedForm, StaffFields):
    from_on = GermanDateField(
        label=gettext_lazy("Stelle gilt ab"), help_text=gettext_lazy("Zählt nur, wenn sich der Umfang ändert.")
    )

    @classmethod
    def values_of(cls, row: User) -> dict[str, Any]:
        return {
            "name": row.name,
            "email": row.email,
            "organisation": row.organisation_id,
            "fte": next((post.fte for post in row.employments.filter(until_on__isnull=True)), None),
            "qualification": row.qualification,
            "languages": sorted(row.languages.values_list("language", flat=True)),
            "version": row.version,
        }


class RoleFields(forms.Form):
    """A role in an organisation, and in one of its teams where the role works in a region."""

    role = forms.ChoiceField(
        label=gettext_lazy("Rolle"), error_messages={"required": gettext_lazy("Bitte die Rolle auswählen.")}
    )
    team = forms.ChoiceField(
        label=gettext_lazy("Team"),
        required=False,
        help_text=gettext_lazy("Für Fachkraft, Begleitung und Regionalkoordination."),
    )
    from_on = GermanDateField(label=gettext_lazy("Ab"))

    def __init__(self, *args: Any, roles: Choices, teams: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("bitte wählen")), *roles]
        self.fields["team"].choices = [("", _("kein Team")), *teams]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        owner, _colon, _team = data.get("team", "").partition(":")
        needs_team = data.get("role") in TEAM_ROLES
        if needs_team and not owner:
            self.add_error("team", _("Diese Rolle arbeitet in einem Team. Bitte eines wählen."))
        elif owner and not needs_team and data.get("role"):
            self.add_error("team", _("Diese Rolle gilt für die ganze Organisation: bitte ohne Team."))
        elif owner and data.get("organisation") and owner != str(data["organisation"]):
            self.add_error("team", _("Dieses Team gehört zu einer anderen Organisation."))
        return data

    @property
    def team_key(self) -> UUID | None:
        _owner, _colon, team = self.cleaned_data["team"].partition(":")
        return UUID(team) if team else None


class NewStaffForm(RoleFields, StaffFields):
    field_order = ("name", "email", "organisation", "role", "team", "from_on", "fte", "qualification", "languages")


class GiveRoleForm(RoleFields):
    organisation = forms.TypedChoiceField(label=gettext_lazy("Organisation"), coerce=UUID)
    field_order = ("role", "organisation", "team", "from_on")

    def __init__(self, *args: Any, organisations: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations


class EndRoleForm(forms.Form):
    until_on = GermanDateField(label=gettext_lazy("Letzter Tag"))

    def __init__(self, *args: Any, from_on: date, ends_on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.from_on, self.ends_on = from_on, ends_on

    def clean_until_on(self) -> date:
        day: date = self.cleaned_data["until_on"]
        if day < self.from_on:
            raise ValidationError(_("Die Rolle beginnt erst am %(day)s.") % {"day": date_(self.from_on)})
        if self.ends_on and day > self.ends_on:
            raise ValidationError(
                _("Die Rolle endet am %(day)s. Soll sie länger gelten, geben Sie sie neu.")
                % {"day": date_(self.ends_on)}
            )
        return day


class InviteForm(forms.Form):
    forget_factors = forms.BooleanField(
        label=gettext_lazy("App und Passkeys der Person trennen"),
        help_text=gettext_lazy("Nötig, wenn das Handy verloren ist und kein Wiederherstellungscode zur Hand."),
        required=False,
    )


class LeaveForm(forms.Form):
    last_day = GermanDateField(label=gettext_lazy("Letzter Arbeitstag"))


class StaffFilterForm(forms.Form):
    status = forms.ChoiceField(
        label=gettext_lazy("Wer"),
        choices=[
            ("active", gettext_lazy("im Dienst")),
            ("left", gettext_lazy("ausgeschieden")),
            ("all", gettext_lazy("alle")),
        ],
        required=False,
    )
    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)

    def __init__(self, *args: Any, teams: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", _("alle Teams")), *((key.partition(":")[2], label) for key, label in teams)]

    def wishes(self) -> tuple[str, UUID | None]:
        """What to show; a wish that makes no sense is none."""
        wanted = self.cleaned_data if self.is_valid() else {}
        return wanted.get("status") or "active", UUID(wanted["team"]) if wanted.get("team") else None


class OrganisationForm(VersionedForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, error_messages=REQUIRED_NAME)
    kind = forms.ChoiceField(label=gettext_lazy("Art"), choices=Organisation.Kind.choices, widget=forms.RadioSelect)
    legal_regime = forms.ChoiceField(
        label=gettext_lazy("Datenschutzrecht"), choices=Organisation.Regime.choices, initial=Organisation.Regime.GDPR
    )
    heard_as = forms.ChoiceField(
        label=gettext_lazy("Wird angehört als"), required=False,
        help_text=gettext_lazy("Nur für eine angehörte Stelle: Sie sieht die Anfragen an sich und sonst nichts."),
    )  # fmt: skip
    address = forms.CharField(
        label=gettext_lazy("Anschrift"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Zeile für Zeile, wie auf einem Umschlag. Sie steht im Briefkopf."),
    )  # fmt: skip
    phone = forms.CharField(label=gettext_lazy("Telefon"), required=False, max_length=60)
    email = forms.EmailField(
        label=gettext_lazy("E-Mail"), max_length=254, required=False,
        error_messages={"invalid": gettext_lazy("Bitte als name@organisation.de angeben.")},
    )  # fmt: skip
    website = forms.CharField(label=gettext_lazy("Internet"), required=False, max_length=200)
    way = forms.CharField(
        label=gettext_lazy("Weg dorthin"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Haltestelle, Eingang, Stockwerk. Es steht auf den Terminzetteln."),
    )  # fmt: skip
    field_order = ("name", "kind", "heard_as", "legal_regime", "address", "phone", "email", "website", "way", "version")

    def __init__(self, *args: Any, bodies: Choices, kind_is_fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heard_as"].choices = bodies
        if kind_is_fixed or len(bodies) == 1:
            del self.fields["heard_as"]
        if kind_is_fixed:
            del self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        is_heard = data.get("kind") == Organisation.Kind.CONSULTED
        if is_heard and not data.get("heard_as"):
            where = "heard_as" if "heard_as" in self.fields else "kind"
            self.add_error(where, _("Bitte angeben, welche Stelle des Konzepts das ist."))
        elif not is_heard and data.get("heard_as"):
            self.add_error("heard_as", _("Das gibt es nur für eine angehörte Stelle."))
        return data


class NewTeamForm(forms.Form):
    region = forms.ChoiceField(label=gettext_lazy("Region"))
    name = forms.CharField(label=gettext_lazy("Name des Teams"), max_length=200, error_messages=REQUIRED_NAME)
    from_on = GermanDateField(label=gettext_lazy("Besteht seit"))

    def __init__(self, *args: Any, regions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("bitte wählen")), *regions]


class TeamForm(VersionedForm):
    name = forms.CharField(label=gettext_lazy("Name des Teams"), max_length=200, error_messages=REQUIRED_NAME)
    until_on = GermanDateField(
        label=gettext_lazy("Letzter Tag"), help_text=gettext_lazy("Leer, solange das Team besteht."), required=False
    )

    def __init__(self, *args: Any, ends_on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ends_on = ends_on

    def clean_until_on(self) -> date | None:
        day: date | None = self.cleaned_data["until_on"]
        if self.ends_on and (day is None or day > self.ends_on):
            raise ValidationError(
                _("Das Team endet am %(day)s. Verlängern kann das die Administration.") % {"day": date_(self.ends_on)}
            )
        return day


class ProfileForm(VersionedForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, error_messages=REQUIRED_NAME)
    phone = forms.CharField(
        label=gettext_lazy("Dienstliches Telefon"), required=False, max_length=60,
        help_text=gettext_lazy("Es steht auf den Papieren, die Sie mitgeben. Leer: die Nummer der Organisation."),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=gettext_lazy("Sprache"), choices=[("de", "Deutsch"), ("en", "English")], widget=forms.RadioSelect
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Farben"),
        choices=[
            ("auto", gettext_lazy("wie das Gerät")),
            ("light", gettext_lazy("hell")),
            ("dark", gettext_lazy("dunkel")),
        ],
        widget=forms.RadioSelect,
    )
    density = forms.ChoiceField(
        label=gettext_lazy("Schrift und Abstände"),
        choices=[("compact", gettext_lazy("eng")), ("normal", gettext_lazy("weit"))],
        widget=forms.RadioSelect,
    )


class FirstPasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("Ihr neues Passwort"),
        help_text=gettext_lazy(
            "Mindestens 12 Zeichen. Drei oder vier Wörter, die nur Sie verbinden, sind gut und leicht zu merken."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        error_messages={"required": gettext_lazy("Bitte ein Passwort wählen.")},
    )
    again = forms.CharField(
        label=gettext_lazy("Noch einmal, gegen Tippfehler"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        error_messages={"required": gettext_lazy("Bitte das Passwort ein zweites Mal eingeben.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("Die beiden Eingaben sind verschieden."))
        return data

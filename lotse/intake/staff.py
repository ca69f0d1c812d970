"""Staff lists: who works where, as what, and how much. What a later file says differently is told, not overwritten."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts import actions as accounts
from lotse.accounts.actions import Actor, as_actor
from lotse.accounts.models import Organisation, Team, User
from lotse.accounts.permissions import AUTHORITY_ROLES, CONFIRMED_ROLES, PERMISSIONS, ROLE_LABELS, Role
from lotse.concept.labels import find, fold
from lotse.concept.model import Concept
from lotse.intake import values
from lotse.intake.assignments import Tick, silent
from lotse.intake.columns import STAFF, ColumnMapping
from lotse.intake.container import Cell
from lotse.intake.preview import Change, Preview
from lotse.intake.rows import Reader, readers
from lotse.intake.sheets import Sheet
from lotse.rulebook import access as rulebook
from lotse.ui.filters import number

NO_QUALIFICATION = {"", "keine", "ohne", "kein", "none", "k. A.", "k.A."}
IN_TEAMS = frozenset(
    role for role in Role if "team" in PERMISSIONS[role].values() or "own" in PERMISSIONS[role].values()
)
STEM = 9  # "Dipl.-Sozialpäd." and "Sozialpädagogin" share that many letters


@dataclass(frozen=True, slots=True)
class StaffEntry:
    line: int
    email: str
    name: str
    organisation: str
    region: str
    role: Role
    fte: Decimal | None
    languages: tuple[str, ...]
    qualification: str
    is_known: bool = False  # this person, in this role, was there before
    changes: tuple[Change, ...] = ()


@dataclass
class StaffPreview(Preview):
    entries: list[StaffEntry] = field(default_factory=list)
    new_organisations: dict[str, str] = field(default_factory=dict)  # name -> kind

    @property
    def new(self) -> int:
        return sum(not entry.is_known for entry in self.entries)

    @property
    def known(self) -> int:
        return sum(entry.is_known for entry in self.entries)

    @property
    def changed(self) -> list[StaffEntry]:
        return [entry for entry in self.entries if entry.changes]


def parse_role(cell: Cell, *, concept: Concept) -> Role | None:
    """By the concept's name or alias, or ours in German or English."""
    text = values.parse_text(cell)
    if not text:
        return None
    given = {role: label for role, label in ROLE_LABELS.items() if role != Role.CONSULTED}  # by name, one by one
    if found := concept.role_by_label(text):
        return Role(found.works_as)
    plain = fold(text)
    for role, label in given.items():
        if plain in (fold(str(label)), fold(role.value), fold(role.name)):
            return role
    raise values.ValueProblem(
        _("„%(value)s“ ist keine Rolle. Möglich sind %(choices)s.")
        % {"value": text, "choices": ", ".join(str(label) for label in given.values())}
    )


def parse_qualification(cell: Cell, *, concept: Concept) -> str:
    """Degrees are written in a hundred ways: the concept's words count wherever they stand, or their stem."""
    text = values.parse_text(cell)
    if fold(text) in {fold(word) for word in NO_QUALIFICATION}:
        return ""
    if found := concept.qualification_by_label(text) or concept.qualification_by_label(text.partition("(")[0]):
        return found.key
    plain = fold(text)
    for length in (100, STEM):
        for entry in concept.qualifications:
            for name in (entry.title.de, entry.title.en, *entry.aliases):
                stem = fold(name)[:length]
                if len(stem) >= min(length, STEM - 2) and stem in plain:
                    return entry.key
    raise values.ValueProblem(
        _("„%(value)s“ ist keine Qualifikation des Konzepts. Möglich sind %(choices)s, oder leer lassen.")
        % {"value": text, "choices": ", ".join(entry.title.de for entry in concept.qualifications)}
    )


def parse_region(cell: Cell, *, concept: Concept) -> str:
    text = values.parse_text(cell)
    if not text:
        return ""
    plain = text.removeprefix("Region ").removeprefix("Team ").strip()
    if found := find(concept.regions, text) or find(concept.regions, plain):
        return found.key
    raise values.ValueProblem(
        _("„%(value)s“ ist keine Region des Konzepts. Möglich sind %(choices)s.")
        % {"value": text, "choices": ", ".join(region.title.de for region in concept.regions)}
    )


def prepare(sheet: Sheet, mapping: ColumnMapping, *, today: date, tick: Tick = silent) -> StaffPreview:
    """Read and compare; writes nothing."""
    concept = rulebook.current(today)
    preview = StaffPreview()
    known = list(Organisation.objects.all())
    organisations = {fold(o.name): o.name for o in known}
    heard = {fold(o.name) for o in known if o.kind == Organisation.Kind.CONSULTED}
    seen: dict[tuple[str, str, str, str], int] = {}
    names: dict[str, tuple[str, int]] = {}
    found: list[StaffEntry] = []
    for reader in readers(sheet, mapping, STAFF):
        preview.rows += 1
        entry = _read_row(reader, concept)
        if not reader.faults:
            _check_repeated(reader, entry, seen, names)
        if fold(entry.organisation) in heard:
            reader.fault("organisation", _("Wer für eine angehörte Stelle antwortet, wird einzeln angelegt."))
        if reader.faults:
            preview.faults += reader.faults
            continue
        name = organisations.setdefault(fold(entry.organisation), entry.organisation)
        found.append(replace(entry, organisation=name))
    there = set(Organisation.objects.values_list("name", flat=True))
    for entry in found:
        if entry.organisation not in there:
            is_authority = entry.role in {Role.AUTHORITY, *AUTHORITY_ROLES}
            kind = Organisation.Kind.AUTHORITY if is_authority else Organisation.Kind.PROVIDER
            if preview.new_organisations.get(entry.organisation) != Organisation.Kind.AUTHORITY:
                preview.new_organisations[entry.organisation] = kind
    preview.entries = _compared(found, concept, today)
    for name, kind in preview.new_organisations.items():
        preview.warnings.append(
            _("Neue Organisation „%(name)s“ (%(kind)s) wird angelegt.")
            % {"name": name, "kind": Organisation.Kind(kind).label}
        )
    if any(entry.role in CONFIRMED_ROLES and not entry.is_known for entry in preview.entries):
        preview.warnings.append(
            _("Rollen, die Akten öffnen, gelten erst, wenn Trägerleitung oder Datenschutz sie bestätigt.")
        )
    return preview


def _read_row(reader: Reader, concept: Concept) -> StaffEntry:
    read = reader.read
    entry = StaffEntry(
        line=reader.row.line,
        email=read("email", values.parse_email, ""),
        name=read("name", values.parse_text, ""),
        organisation=read("organisation", values.parse_text, ""),
        region=read("region", parse_region, "", concept=concept),
        role=read("role", parse_role, concept=concept) or Role.SOCIAL_WORKER,
        fte=read("fte", values.parse_fte),
        languages=read("languages", values.parse_languages, ()),
        qualification=read("qualification", parse_qualification, "", concept=concept),
    )
    for key, message in (
        ("email", _("Ohne E-Mail-Adresse ist die Person nicht wiederzuerkennen. Bitte eintragen.")),
        ("name", _("Der Name fehlt. Bitte Vor- und Nachnamen eintragen.")),
        ("organisation", _("Die Organisation fehlt. Bitte den Träger oder das Amt eintragen.")),
        ("role", _("Die Rolle fehlt. Bitte eintragen, zum Beispiel Fachkraft.")),
    ):
        if reader.cell(key) in (None, "") and not reader.is_broken(key):
            reader.fault(key, message)
    return entry


def _check_repeated(
    reader: Reader,
    entry: StaffEntry,
    seen: dict[tuple[str, str, str, str], int],
    names: dict[str, tuple[str, int]],
) -> None:
    """One person may stand in several rows with several roles, but not twice with the same, nor under two names."""
    name, line = names.setdefault(entry.email, (entry.name, entry.line))
    if fold(name) != fold(entry.name):
        reader.fault(
            "email", _("Diese E-Mail-Adresse hat in Zeile %(line)s schon %(name)s.") % {"line": line, "name": name}
        )
        return
    key = (entry.email, entry.role.value, fold(entry.organisation), entry.region)
    line = seen.setdefault(key, entry.line)
    if line != entry.line:
        reader.fault("email", _("Diese Person steht mit derselben Rolle schon in Zeile %(line)s.") % {"line": line})


def _compared(entries: list[StaffEntry], concept: Concept, today: date) -> list[StaffEntry]:
    emails = {entry.email for entry in entries}
    users = {
        user.email.lower(): user
        for user in User.objects.filter(email__in=emails)
        .select_related("organisation")
        .prefetch_related("languages", "employments", "roles__team")
    }
    return [
        replace(e, is_known=True, changes=tuple(_changes(e, users[e.email], concept, today))) if e.email in users else e
        for e in entries
    ]


def _changes(entry: StaffEntry, user: User, concept: Concept, today: date) -> Collection[Change]:
    found = []
    held = [role for role in user.roles.all() if role.until_on is None or role.until_on >= today]
    organisation = user.organisation.name if user.organisation else ""
    employment = next((e for e in user.employments.all() if e.until_on is None or e.until_on >= today), None)
    if entry.name != user.name:
        found.append(Change("name", _("Name"), user.name, entry.name))
    if entry.organisation != organisation:
        found.append(Change("organisation", _("Organisation"), organisation, entry.organisation))
    if entry.role.value not in {role.role for role in held}:
        labels = ", ".join(str(ROLE_LABELS[Role(role.role)]) for role in held)
        found.append(Change("role", _("Rolle"), labels, str(ROLE_LABELS[entry.role])))
    regions = {role.team.region for role in held if role.team}
    if entry.region and entry.role in IN_TEAMS and entry.region not in regions:
        found.append(Change("region", _("Region"), ", ".join(sorted(regions)), entry.region))
    if entry.fte is not None and (employment is None or entry.fte != employment.fte):
        before = number(employment.fte) if employment else ""
        found.append(Change("fte", _("VZÄ"), before, number(entry.fte)))
    spoken = sorted(language.language for language in user.languages.all())
    if entry.languages and sorted(entry.languages) != spoken:
        found.append(Change("languages", _("Sprachen"), ", ".join(spoken), ", ".join(sorted(entry.languages))))
    if entry.qualification and entry.qualification != user.qualification:
        names = {q.key: q.title.de for q in concept.qualifications}
        before = names.get(user.qualification, user.qualification)
        found.append(Change("qualification", _("Qualifikation"), before, names[entry.qualification]))
    return found


@dataclass
class StaffOutcome:
    users: list[User] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    waiting_roles: int = 0


def take_over(preview: StaffPreview, *, today: date, by: Actor) -> StaffOutcome:
    """Create what is new: organisations, teams, staff with roles, shares and languages. Nobody is confirmed."""
    outcome = StaffOutcome()
    concept = rulebook.current(today)
    region_names = {region.key: region.title.de for region in concept.regions}
    with as_actor(by, "import_staff"), transaction.atomic():
        for name, kind in preview.new_organisations.items():
            outcome.organisations.append(accounts.add_organisation(name, kind=kind, by=by))
        organisations = {o.name: o for o in Organisation.objects.all()}
        teams: dict[tuple[str, str], Team] = {}
        users: dict[str, User] = {}
        for entry in preview.entries:
            if entry.is_known:
                continue
            organisation, team = organisations[entry.organisation], None
            if entry.region and entry.role in IN_TEAMS:
                key = (organisation.name, entry.region)
                if key not in teams:
                    title = f"{organisation.name} {region_names[entry.region]}"
                    teams[key] = accounts.team_in(organisation, entry.region, title[:200], from_on=today, by=by)
                team = teams[key]
            user = users.get(entry.email)
            if user is None:
                user = users[entry.email] = accounts.add_staff(
                    entry.email,
                    entry.name,
                    organisation,
                    fte=entry.fte,
                    languages=entry.languages,
                    qualification=entry.qualification,
                    from_on=today,
                    by=by,
                )
            accounts.give_role(user, entry.role, organisation, team=team, from_on=today, by=by)
            outcome.waiting_roles += entry.role in CONFIRMED_ROLES
        outcome.users = list(users.values())
    return outcome

"""/akten/<key>/person/beziehung|bildung|beruf/… and …/sprachen/: family, education, work so far, languages."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lotse.accounts.access import rights
from lotse.accounts.models import User
from lotse.accounts.permissions import Action
from lotse.cases import background
from lotse.cases.actions import Refused
from lotse.cases.background import LevelOn
from lotse.cases.background_forms import EducationForm, EmploymentForm, LanguageForm, TieForm
from lotse.cases.background_page import language_rows, relation_in_household, relative_of
from lotse.cases.header import Header
from lotse.cases.households import household_files
from lotse.cases.models import File
from lotse.cases.planning import Changed
from lotse.cases.row_forms import RowForm
from lotse.cases.views.frame import open_to_change, page, uuid_or_404
from lotse.concept.vocabulary import Fact
from lotse.people.models import Education, Employment, FamilyTie, Person


class Spec(NamedTuple):
    form: type[RowForm]
    template: str
    new: Any  # heading
    known: Any
    saved: Any
    anchor: str  # where on *Person* it stands
    facts: tuple[Fact, ...]  # of a concept that knows none of them nothing new is entered


SPECS: dict[type[Any], Spec] = {
    FamilyTie: Spec(
        TieForm, "cases/tie.html", gettext_lazy("Beziehung eintragen"), gettext_lazy("Beziehung"),
        gettext_lazy("Die Beziehung ist gesichert."), "familie", ("family-situation",),
    ),
    Education: Spec(
        EducationForm, "cases/education.html", gettext_lazy("Bildung eintragen"), gettext_lazy("Bildung"),
        gettext_lazy("Der Bildungsweg ist gesichert."), "bildung", ("school-certificate", "vocational-degree"),
    ),
    Employment: Spec(
        EmploymentForm, "cases/employment.html", gettext_lazy("Arbeit eintragen"), gettext_lazy("Arbeit"),
        gettext_lazy("Der Berufsweg ist gesichert."), "beruf", ("work-history",),
    ),
}  # fmt: skip


def tie_new(request: HttpRequest, key: UUID) -> HttpResponse:
    """To somebody of the household, of another file, or in words; `?akte=` names one of the household."""
    file, head = open_to_change(request, key, "person")
    household = _others(request, head)
    asked = next((f for f in household if str(f.pk) == request.GET.get("akte")), None)
    row = FamilyTie(person=file.person)
    if asked:
        row.kind = relation_in_household(file.person_id, asked.person_id, head.today)
    form = TieForm(request.POST or None, head=head, row=row, household=household)
    if asked:
        form.initial["who"] = str(asked.pk)
    return _save(request, head, form, row, lambda: _tie_values(request, head, form, row))


def tie(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """The same row from either side."""
    file, head = open_to_change(request, key, "person")
    found = get_object_or_404(background.ties_of(file), pk=row)
    found.is_seen_from_there = found.other_id == file.person_id
    form = TieForm(request.POST or None, head=head, row=found, household=_others(request, head))
    context = {"relative": relative_of(found, rights(request), head)}
    return _save(request, head, form, found, lambda: _tie_values(request, head, form, found), context)


def education_new(request: HttpRequest, key: UUID) -> HttpResponse:
    file, head = open_to_change(request, key, "person")
    kind = request.GET.get("art", "")
    row = Education(person=file.person, country=_home(file), kind=kind if kind in Education.Kind else "")
    form = EducationForm(request.POST or None, head=head, row=row)
    return _save(request, head, form, row, form.values)


def education(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    file, head = open_to_change(request, key, "person")
    found = get_object_or_404(file.person.education, pk=row)
    form = EducationForm(request.POST or None, head=head, row=found)
    return _save(request, head, form, found, form.values)


def employment_new(request: HttpRequest, key: UUID) -> HttpResponse:
    file, head = open_to_change(request, key, "person")
    row = Employment(person=file.person, country=_home(file))
    form = EmploymentForm(request.POST or None, head=head, row=row)
    return _save(request, head, form, row, form.values)


def employment(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    file, head = open_to_change(request, key, "person")
    found = get_object_or_404(file.person.employments, pk=row)
    form = EmploymentForm(request.POST or None, head=head, row=found)
    return _save(request, head, form, found, form.values)


def _save(
    request: HttpRequest, head: Header, form: Any, row: Any, values: Callable[[], dict[str, Any]],
    context: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """One form for a new row and for one that is kept up to date, or taken out."""
    spec, is_new = SPECS[type(row)], row._state.adding
    if is_new and not any(head.concept.field_of(fact) for fact in spec.facts):
        raise Http404
    there = redirect("cases:person", head.file.pk)
    there["Location"] += f"#{spec.anchor}"
    if request.method == "POST" and not is_new and "entfernen" in request.POST:
        background.remove(head.file, row, by=request.user)
        messages.success(request, _("Der Eintrag ist entfernt."))
        return there
    if request.method == "POST" and form.is_valid():
        try:
            found = values()
            if is_new:
                background.enter(head.file, row, found, by=request.user)
            else:
                background.change(head.file, row, found, version=form.cleaned_data["version"], by=request.user)
        except Changed:
            row.refresh_from_db()
            form.show_both(row)
        except Refused as refused:
            form.add_error(_where(form), str(refused))
        else:
            messages.success(request, spec.saved)
            return there
    status = 409 if form.was_outdated else 422 if form.errors else 200
    shown = {"form": form, "row": row, "is_new": is_new, "heading": spec.new if is_new else spec.known}
    return page(request, spec.template, head, shown | (context or {}), status)


def _where(form: Any) -> str | None:
    if "who" not in form.fields:
        return "kind" if "kind" in form.fields else None
    return "number" if form.cleaned_data.get("who") == "number" else "kind"


def _tie_values(request: HttpRequest, head: Header, form: TieForm, row: FamilyTie) -> dict[str, Any]:
    found, who = form.facts(row), form.cleaned_data.get("who")
    if who is None:  # the other person stands
        return found
    other: Person | None = None
    if who == "number":
        number = form.cleaned_data["number"]
        other = background.find_relative(head.file, number, head.today, by=request.user)
    elif who != "words":
        other = form.household[who].person
    in_words = other is None
    said = {name: form.cleaned_data[name] if in_words else "" for name in ("other_words", "lives")}
    return found | {"other": other, **said}


def _others(request: HttpRequest, head: Header) -> list[File]:
    files = household_files(head.file, rights(request), Action.EDIT_FILE, head.today, only_open=False)
    return [f for f in files if f.pk != head.file.pk]


def _home(file: File) -> str:
    code = file.person.nationality
    return "" if code in ("XX", "ZZ") else code


# --- languages --------------------------------------------------------------------------------------------------------
def languages(request: HttpRequest, key: UUID) -> HttpResponse:
    """The languages somebody speaks with all levels; `?sprache=` fills the form with one of them."""
    file, head = open_to_change(request, key, "person")
    if request.method == "POST" and _take_out(file, request):
        return redirect("cases:languages", file.pk)
    rows = language_rows(head)
    chosen = next((r for r in rows if r.key == request.GET.get("sprache")), None)
    first = chosen.shown_first if chosen else {"language": request.GET.get("sprache", "")}
    form = LanguageForm(request.POST or None, head=head, initial=first)
    if request.method == "POST" and form.is_valid():
        is_corrected = bool(chosen and chosen.key == form.cleaned_data["language"])
        _record_language(file, form.cleaned_data, is_corrected, request.user)
        messages.success(request, _("Die Sprache ist gesichert."))
        return redirect("cases:languages", file.pk)
    shown = {"form": form, "rows": rows, "chosen": chosen}
    return page(request, "cases/languages.html", head, shown, 422 if form.errors else 200)


def _record_language(file: File, data: dict[str, Any], is_corrected: bool, by: User) -> None:
    """What is not said of a language that was known before stays, unless the form had shown it."""
    level = LevelOn(data["level"], data["on"], data["how"], data["certificate"]) if data["level"] else None
    background.record_language(
        file, data["language"], level=level, by=by,
        is_mother_tongue=data["is_mother_tongue"] if is_corrected else data["is_mother_tongue"] or None,
        literacy=data["literacy"] if is_corrected else data["literacy"] or None,
    )  # fmt: skip


def _take_out(file: File, request: HttpRequest) -> bool:
    """Whether a language or one of its levels was to go."""
    for name, verb in (("entfernen", background.remove_language), ("stand", background.remove_level)):
        if name in request.POST:
            verb(file, uuid_or_404(request.POST[name]), by=request.user)
            return True
    return False

"""/aufnahme/: a household typed by hand, or a further member of one that is there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lotse.accounts.access import Rights, require
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.concept.model import Concept
from lotse.intake import screen
from lotse.intake.access import files_of_persons, holder_of, record_comparison
from lotse.intake.actions import NewHousehold
from lotse.intake.household import Found, Joined, TakenIn, alike, household_to_join, take_in
from lotse.intake.household_forms import ADDRESS, BORN, ArrivalForm, NewPersonForm, as_typed, like
from lotse.intake.known import facts_of
from lotse.intake.takeover import NEW
from lotse.rulebook import access as rulebook
from lotse.ui.render import render

MOST = 20  # people typed at once


class Page:
    """The forms of one request: how the household came, and a block for each person."""

    def __init__(self, request: HttpRequest, concept: Concept, joined: Joined | None) -> None:
        self.request, self.concept, self.joined = request, concept, joined
        self.today = request.today  # type: ignore[attr-defined]
        try:
            count = int(request.POST.get("count", 1))
        except ValueError as error:
            raise Http404 from error
        self.count = min(max(count, 1), MOST)
        self.arrival = self._arrival(request.POST or None)
        self.persons = [self._person(index, request.POST or None) for index in range(self.count)]

    def _arrival(self, data: Any, **more: Any) -> ArrivalForm:
        if data is None and "initial" not in more:
            more["initial"] = first_values(self.joined)
        return ArrivalForm(data, concept=self.concept, today=self.today, joins=self.joined is not None, **more)

    def _person(self, index: int, data: Any, **more: Any) -> NewPersonForm:
        is_head = index == 0 and self.joined is None
        if data is None and "initial" not in more and self.joined:
            more["initial"] = like(_shared(self.joined))
        return NewPersonForm(data, prefix=f"p{index}", concept=self.concept, today=self.today, is_head=is_head, **more)

    def reshaped(self) -> None:
        """One block more or less; what was typed stays as it stands, unchecked."""
        post = self.request.POST
        typed = [as_typed(form, post) for form in self.persons]
        removed, known = post.get("remove", ""), [str(index) for index in range(len(typed))]
        if removed in known and len(typed) > 1:
            del typed[known.index(removed)]
        elif "add" in post and len(typed) < MOST:
            typed.append(like(typed[0]))
        self.arrival = self._arrival(None, initial=as_typed(self.arrival, post))
        self.persons = [self._person(index, None, initial=values) for index, values in enumerate(typed)]
        self.count = len(self.persons)

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in (self.arrival, *self.persons)]  # all of them, to show every error
        return all(valid)

    def household(self) -> NewHousehold:
        data = self.arrival.cleaned_data
        is_born = data["arrival"] == BORN
        arrival = self.joined.head.arrival if is_born and self.joined else data["arrival"]
        event = "born" if is_born else ""
        return NewHousehold(
            tuple(form.person(event=event) for form in self.persons),
            arrival,
            data["arrived_on"],
            self.arrival.address(),
            service_from_on=data["service_from_on"],
            into=self.joined.household.pk if self.joined else None,
        )


def first_values(joined: Joined | None) -> dict[str, Any]:
    if joined is None:
        return {"arrival": "moved-in"}  # who stands in front of the desk has moved in
    facts = facts_of([joined.head.person_id])[joined.head.person_id]
    stay = facts.stay
    address = {name: getattr(stay, name) for name in ADDRESS} if stay else {}
    return {"arrival": joined.head.arrival, **address}


def _shared(joined: Joined) -> dict[str, Any]:
    person = joined.head.person
    status = facts_of([person.pk])[person.pk].status
    return {
        "family_name": person.family_name,
        "nationality": person.nationality,
        "contact_language": person.contact_language,
        "needs_interpreter": person.needs_interpreter,
        "status": status,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new_household(request: HttpRequest) -> HttpResponse:
    held = require(request, Action.INTAKE)
    today = request.today  # type: ignore[attr-defined]
    joined = _joined(request, held)
    page = Page(request, rulebook.current(today), joined)
    if request.method != "POST":
        return _show(page)
    if "add" in request.POST or "remove" in request.POST:
        page.reshaped()
        return _show(page)
    if request.headers.get("HX-Request") == "true":
        return render(request, "intake/household.html", _context(page, None), block="region")
    if not page.is_valid():
        return _show(page, status=422)
    new = page.household()
    found = alike(new.persons, held, today)
    if any(one.same_number for one in found.hidden):
        for one in found.hidden:
            if one.same_number:
                text = _("Dieses Aktenzeichen ist schon vergeben. Bitte prüfen; stimmt es, hilft das Sozialamt weiter.")
                page.persons[one.index].add_error("aktenzeichen", text)
        return _show(page, status=422)
    decisions = {i: request.POST.get(f"same-{i}", "") for i in {one.index for one in found.shown}}
    numbers = {one.index for one in found.shown if one.same_number}
    if any(not decided or (decided == NEW and index in numbers) for index, decided in decisions.items()):
        record_comparison(held, [one.file for one in found.shown if one.file])
        return _show(page, found, status=422)
    try:
        done = take_in(new, found, decisions, holder=holder_of(request.user, held), today=today, by=request.user)  # type: ignore[arg-type]
    except IntegrityError:  # nothing is written; sent again, it is compared with what stands there now
        record_comparison(held, [one.file for one in found.shown if one.file])
        return _show(page, found, status=409, is_overtaken=True)
    return _after(request, held, page, done)


def _joined(request: HttpRequest, held: Rights) -> Joined | None:
    key = request.GET.get("haushalt", "")
    if not key:
        return None
    try:
        found = household_to_join(held, UUID(key), request.today)  # type: ignore[attr-defined]
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


def _show(page: Page, found: Found | None = None, status: int = 200, *, is_overtaken: bool = False) -> HttpResponse:
    context = {**_context(page, found), "is_overtaken": is_overtaken}
    return render(page.request, "intake/household.html", context, status=status)


def _context(page: Page, found: Found | None) -> dict[str, Any]:
    concept = page.concept
    district, place = (str(page.arrival[name].value() or "") for name in ("district", "place"))
    facts = facts_of([one.person for one in found.shown]) if found else {}
    alike_rows: dict[int, list[tuple[str, screen.Possible, bool]]] = {}
    for one in found.shown if found else ():
        mine = screen.side_of_entry(page.persons[one.index].person(address=page.arrival.address()), concept)
        other = screen.side_of_facts(facts[one.person], concept)
        reasons = [_("Gleiches Aktenzeichen")] if one.same_number else one.match.sentences
        possible = screen.Possible(
            str(one.person), one.match.percent, reasons, mine, other, screen.pair(mine, other), one.file, None
        )
        alike_rows.setdefault(one.index, []).append((str(one.person), possible, one.same_number))
    return {
        "arrival": page.arrival,
        "persons": page.persons,
        "count": page.count,
        "joined": page.joined,
        "head_name": page.joined.head.person.full_name if page.joined else "",
        "alike": alike_rows,
        "decided": {index: page.request.POST.get(f"same-{index}", "") for index in alike_rows},
        "match": concept.region_of(district or None, place or None) if district or place else None,
        "region_title": "",
        "most": MOST,
    }


def _after(request: HttpRequest, held: Rights, page: Page, done: TakenIn) -> HttpResponse:
    """To the file, or where the household waits; and to whom it went when it is another provider's."""
    today = page.today
    if done.files:
        regions = {region.key: region.title.de for region in page.concept.regions}
        region = regions.get(done.files[0].region, _("zu klären"))
        # numbers, no names: a message waits in a cookie or in the session for the page that shows it
        numbers = ", ".join(file.number for file in done.files)
        text = ngettext("Aufgenommen: Akte %(n)s. Region %(region)s.", "Aufgenommen: Akten %(n)s. Region %(region)s.",
                        len(done.files))  # fmt: skip
        messages.success(request, text % {"n": numbers, "region": region})
    if done.notices:
        messages.warning(request, _("Es könnte schon eine Akte geben. Das Sozialamt prüft das."))
    mine = files_for(held, Action.OPEN_FILE, today).filter(pk__in=[file.pk for file in done.files]).first()
    if mine:
        return redirect("desk:file", mine.pk)
    known = files_of_persons(held, done.known, today)
    if known and not done.files:
        messages.info(request, _("Keine neue Akte: Diese Person hat schon eine."))
        return redirect("desk:file", next(iter(known.values())).pk)
    if done.files and done.files[0].team:
        team = done.files[0].team
        text = _("Die Akte liegt jetzt bei %(team)s und wartet dort auf die Verteilung.")
        messages.info(request, text % {"team": team.name})
    return redirect("intake:household")

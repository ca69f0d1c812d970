"""The pages of case management, taking part, papers and the directory; they have no plain page beside them."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Any

from django.utils import timezone

from bench import fill, raw_added
from bench.cases import Ask, Case, World, note_of
from lotse.accounts.models import RoleHeld, User
from lotse.accounts.permissions import Role
from lotse.concept.labels import fold
from lotse.network.search import meant_by
from lotse.notes.drafts import Window, save_draft
from lotse.notes.models import Draft
from lotse.paper.press import Paper, press
from lotse.rulebook import access as rulebook
from lotse.ui.ids import uuid7

ID = "[0-9a-f-]{36}"
TAB = str(uuid7())
TYPED = ("zahnarzt", "kinder", "arab", "beratung", "schule")  # as far as somebody has got
KEPT = "Wort " * 60
HINTS = ("german", "society", "hygiene", "cleaning", "waste", "resources", "neighbours", "day", "work", "money")


def cases(world: World) -> list[Case]:
    files, concept = fill.steered(), rulebook.current(world.today)
    clerk, (coordinator, team) = fill.clerk(), _coordination(files)
    windows, turn = [uuid7() for _ in files], count()  # each time other words: the same are not written again
    sheet = Paper("paper/specimen", raw_added.SHEET, "Blatt", world.today)

    def of(i: int) -> fill.Steered:
        return files[i % len(files)]

    def page(suffix: str) -> Callable[[int], Ask]:
        return lambda i: Ask(of(i).user, f"/akten/{of(i).file.pk}/{suffix.format(**vars(of(i)))}")

    def posted(suffix: str, data: dict[str, Any]) -> Callable[[int], Ask]:
        return lambda i: Ask(of(i).user, page(suffix)(i).path, data)

    def case(title: str, ask: Callable[[int], Ask], bare: Callable[[int], Any], shows: str = "") -> Case:
        return Case(title, ask, None, bare, shows=shows)

    def listed(data: dict[str, str] | None, htmx: bool) -> Callable[[int], Ask]:
        return lambda i: Ask(of(i).user, "/verzeichnis/", data and {"q": TYPED[i % len(TYPED)]}, htmx=htmx)

    def typed(i: int) -> tuple[Any, ...]:
        word = fold(TYPED[i % len(TYPED)])
        return word, meant_by(word, concept)

    def keep(i: int) -> Ask:
        data = {f"k-{hint}": f"{KEPT}{next(turn)}" for hint in HINTS} | {
            "form_id": str(windows[i % len(files)]), "draft_version": "0", "draft_tab": TAB, "version": "0",
            "written_on": f"{world.today:%d.%m.%Y}", "summary": KEPT, "client_words": KEPT,
        }  # fmt: skip
        return Ask(of(i).user, page("teilhabe/wohnung/{application}/bericht/?sichern=1")(i).path, data, htmx=True)

    number = world.number
    with_draft = Case(
        "Saving a note, its draft settled", lambda i: _drafted(world, i), None,
        lambda i: raw_added.save_drafted_note(*(number[one.pk] for one in world.files[i % len(world.files)]), world.today),
        status=302, is_write=True, is_alone=True,
    )  # fmt: skip
    return [
        case("Person", page("person/"), lambda i: raw_added.person(of(i).file.person_id),
             rf"/person/(?:aufenthalt|leistung|beziehung|bildung|beruf)/({ID})/"),
        case("Taking part", page("teilhabe/"), lambda i: raw_added.taking_part(of(i).file.pk), rf"/teilhabe/[a-z]+/({ID})/"),
        case("Documents", page("schriftstuecke/"), lambda i: raw_added.documents(of(i).file.pk), rf"/schriftstuecke/({ID})/"),
        case("Case management, the way", page("fallsteuerung/"), lambda i: raw_added.way(of(i).file.pk), rf"/schritt/({ID})/"),
        case("Case management, assessment", page("fallsteuerung/assessment/"),
             lambda i: raw_added.assessment(of(i).file.pk), 'aria-labelledby="a-'),
        case("Case management, help plan", page("fallsteuerung/plan/"), lambda i: raw_added.plan(of(i).file.pk),
             rf"/massnahme/({ID})/|/ueberpruefung/({ID})/"),
        case("Case management, monitoring", page("fallsteuerung/monitoring/"),
             lambda i: raw_added.monitoring(of(i).file.pk), rf"/ueberpruefung/({ID})/"),
        case("Completeness of a team", lambda i: Ask(coordinator, "/fallsteuerung/"),
             lambda i: raw_added.completeness(team), rf"/akten/({ID})/fallsteuerung/"),
        case("Housing application", page("teilhabe/wohnung/{application}/"), lambda i: raw_added.housing(of(i).application),
             "gefragt am"),
        case("Applications handed in", lambda i: Ask(clerk, "/wohnungsantraege/"), lambda i: raw_added.handed_in(),
             rf"/wohnungsantraege/({ID})/"),
        case("Directory", listed(None, htmx=False), lambda i: raw_added.directory(world.today), rf"/verzeichnis/({ID})/"),
        case("Directory while typing", listed({"q": ""}, htmx=True),
             lambda i: raw_added.directory(world.today, *typed(i)), rf"/verzeichnis/({ID})/"),
        with_draft,
        Case("A long form kept", keep, None, lambda i: raw_added.keep(number[of(i).user.pk], i % len(files), KEPT * 12), is_write=True),
        case("Appointment slip, PDF", posted("termin/{appointment}/zettel/", {"step": "pdf", "lang": "", "place": "Büro"}),
             lambda i: press(sheet)),
        case("Help plan, PDF", posted("fallsteuerung/plan/fassung/{plan}/papier/", {"step": "pdf", "lang": ""}),
             lambda i: press(sheet)),
    ]  # fmt: skip


def shown(pattern: str, page: str) -> int:
    """How many different rows the page shows; without a group in the pattern, how often it stands there."""
    found = re.findall(pattern, page)
    return len(set(found)) if "(" in pattern else len(found)


def _coordination(files: list[fill.Steered]) -> tuple[User, Any]:
    """The team with most of them, and whoever coordinates it."""
    (region, _many), *_rest = sorted(Counter(one.region for one in files).items(), key=lambda pair: (-pair[1], pair[0]))
    held = RoleHeld.objects.filter(role=Role.COORDINATOR, team__region=region).select_related("user")
    row = held.order_by("user__email")[0]
    return row.user, row.team_id


def _drafted(world: World, i: int) -> Ask:
    """The draft is there before anybody looks at a clock: while somebody writes it was kept every few seconds."""
    file, user = world.files[i % len(world.files)]
    ask = note_of(file, user, world.today)
    assert ask.data
    typed = {name: [value] for name, value in ask.data.items() if name != "note_id"}
    window = Window(ask.data["note_id"], TAB, 0)
    saved = save_draft(window, Draft.Kind.NOTE, typed, file=file, author=user, now=timezone.now())
    ask.data.update(draft_version=str(saved.draft.version), draft_tab=TAB)
    return ask

"""The pages of case management, taking part, papers and the directory; they have no plain page beside them."""

from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Any
from uuid import UUID

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
PARTNER = rf"/verzeichnis/({ID})/"
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

    def save_drafted(i: int) -> None:
        file, user = world.files[i % len(world.files)]
        raw_added.save_drafted_note(number[file.pk], number[user.pk], world.today)

    def keep_bare(i: int) -> None:
        raw_added.keep(number[of(i).user.pk], i % len(files), KEPT * 12)

    def of_file(question: Callable[[UUID], Any]) -> Callable[[int], Any]:
        return lambda i: question(of(i).file.pk)

    number, steering = world.number, "fallsteuerung/"
    slip, plan = "termin/{appointment}/zettel/", steering + "plan/fassung/{plan}/papier/"
    return [
        case("Person", page("person/"), lambda i: raw_added.person(of(i).file.person_id),
             rf"/person/(?:aufenthalt|leistung|beziehung|bildung|beruf)/({ID})/"),
        case("Taking part", page("teilhabe/"), of_file(raw_added.taking_part), rf"/teilhabe/[a-z]+/({ID})/"),
        case("Documents", page("schriftstuecke/"), of_file(raw_added.documents), rf"/schriftstuecke/({ID})/"),
        case("Case management, the way", page(steering), of_file(raw_added.way), rf"/schritt/({ID})/"),
        case("Case management, assessment", page(steering + "assessment/"), of_file(raw_added.assessment),
             'aria-labelledby="a-'),
        case("Case management, help plan", page(steering + "plan/"), of_file(raw_added.plan),
             rf"/(?:massnahme|ueberpruefung)/({ID})/"),
        case("Case management, monitoring", page(steering + "monitoring/"), of_file(raw_added.monitoring),
             rf"/ueberpruefung/({ID})/"),
        case("Completeness of a team", lambda i: Ask(coordinator, "/fallsteuerung/"),
             lambda i: raw_added.completeness(team), rf"/akten/({ID})/fallsteuerung/"),
        case("Housing application", page("teilhabe/wohnung/{application}/"),
             lambda i: raw_added.housing(of(i).application), "gefragt am"),
        case("Applications handed in", lambda i: Ask(clerk, "/wohnungsantraege/"), lambda i: raw_added.handed_in(),
             rf"/wohnungsantraege/({ID})/"),
        case("Directory", listed(None, htmx=False), lambda i: raw_added.directory(world.today), PARTNER),
        case("Directory while typing", listed({"q": ""}, htmx=True),
             lambda i: raw_added.directory(world.today, *typed(i)), PARTNER),
        Case("Saving a note, its draft settled", lambda i: _drafted(world, i), None, save_drafted, status=302,
             is_write=True, is_alone=True),
        Case("A long form kept", keep, None, keep_bare, is_write=True),
        case("Appointment slip, PDF", posted(slip, {"step": "pdf", "place": "Büro"}), lambda i: press(sheet)),
        case("Help plan, PDF", posted(plan, {"step": "pdf", "lang": ""}), lambda i: press(sheet)),
    ]  # fmt: skip


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

"""A quarter with work in it, for the tests of this room."""

from datetime import date

from lotse.accounts.models import Organisation, Team, User
from lotse.notes.actions import Contact, record_note
from lotse.reports.actions import check_quarter, submit_quarter
from lotse.reports.annex1 import Quarter
from lotse.reports.frozen import figures_digest, of_provider
from lotse.reports.models import Check, Submission
from lotse.rulebook import access as rulebook
from tests.world import World

Q3 = Quarter(2026, 3)


def contact(on: date, form: str = "individual", *topics: str) -> Contact:
    return Contact(on, form, f"Gespräch {form}", "Nichts vereinbart.", topics=topics)


def work(world: World) -> World:
    """July to September 2026: three contacts, a group for two files, a form that does not count; one in Mitte."""
    miriam, files = world.miriam, world.rahimi
    record_note(files[:1], contact(date(2026, 7, 1)), author=miriam, by=miriam)
    record_note(files, contact(date(2026, 7, 31), "home-visit", "return"), author=miriam, by=miriam)
    record_note(files[:1], contact(date(2026, 9, 30), "phone", "education-system"), author=miriam, by=miriam)
    record_note(files, contact(date(2026, 8, 4), "group", "education-system"), author=miriam, by=miriam)
    record_note(files[:1], contact(date(2026, 8, 5), "file-note"), author=miriam, by=miriam)
    record_note(files[:1], contact(date(2026, 10, 1)), author=miriam, by=miriam)
    record_note(world.demir, contact(date(2026, 7, 8)), author=world.olga, by=world.olga)
    return world


def digest(organisation: Organisation, team: Team | None = None) -> str:
    annex, _cut = of_provider(organisation.pk, Q3, rulebook.current(Q3.last_day))
    return figures_digest(annex, team=team.pk if team else None, organisation=organisation.pk)


def check(world: World, by: User | None = None) -> Check:
    return check_quarter(
        world.west, Q3, digest=digest(world.anchor, world.west), by=by or world.katrin, today=world.today
    )


def submit(world: World, reason: str = "") -> Submission:
    return submit_quarter(
        world.anchor, Q3, digest=digest(world.anchor), reason=reason, by=world.theo, today=world.today
    )


def submitted(world: World) -> Submission:
    check(world)
    return submit(world)

"""What the demonstration shows of applications: some being put together, some decided, some about to run out."""

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from lotse.accounts.models import User
from lotse.cases.models import File
from lotse.notes.documents import Said, Sheet, store_document
from lotse.notes.drawn import blank_png
from lotse.notes.papers import Document
from lotse.programmes import actions, applications
from lotse.programmes.models import BenefitApplication, Tick

if TYPE_CHECKING:
    from lotse.desk.demo import Town

MOST = 36
SIGNED = 6
KINDS = ("asylblg", "sgb-2", "child-benefit", "housing-benefit", "health-insurance", "education-package", "sgb-12")


def fill(town: "Town") -> None:
    """For some of the households that have been there a while; and a few house rules with the sheet that was signed."""
    dice = random.Random(13)  # noqa: S311 - no secret
    led = {file.pk: (file, user) for file, user in town.led()}
    homes = [[led[f.pk] for f in opened if f.pk in led] for opened in town.households]
    settled = [here for here in homes if here and here[0][0].opened_on < town.today - timedelta(days=25)]
    for n, here in enumerate(dice.sample(settled, min(MOST, len(settled)))):
        files, user = [file for file, _user in here], here[0][1]
        _application(town, files, KINDS[n % len(KINDS)], n % 5, user, dice)
    for tick in Tick.objects.exclude(signed_on=None).select_related("file", "user")[:SIGNED]:
        if tick.file.can_grow:
            title = "Hausordnung, unterschrieben"
            actions.attach_scan(tick, _paper(tick.file, "consent", title, tick.on, tick.user), by=tick.user)


def _application(town: "Town", files: list[File], kind: str, stage: int, user: User, dice: random.Random) -> None:
    ago = min(dice.randrange(20, 150), (town.today - files[0].opened_on).days)
    started_on = town.today - timedelta(days=ago)
    row = BenefitApplication(file=files[0])
    applications.apply(row, {"kind": kind, "started_on": started_on}, also=files[1:], by=user)
    _papers(town, row, kind, stage, user, dice)
    values: dict[str, object] = {}
    if stage >= 2:
        values["handed_in_on"] = handed_in_on = started_on + timedelta(days=min(5, ago))
        if stage >= 3 and ago > 15:
            decided_on = handed_in_on + timedelta(days=10)
            left = dice.choice((17, 48, 55, 150)) if stage == 3 else 200
            values |= {"decision": "granted", "decided_on": decided_on, "granted_from_on": decided_on.replace(day=1)}
            values |= {"granted_until_on": town.today + timedelta(days=left)}
            decision = _paper(files[0], "benefit", "Bewilligungsbescheid", decided_on, user)
            values |= {"document_id": decision.pk}
    if values:
        applications.change_application(row, values, also=[], without=[], version=1, by=user)


def _papers(town: "Town", row: BenefitApplication, kind: str, stage: int, user: User, dice: random.Random) -> None:
    entry = next(e for e in town.concept.federal.evidence_lists if e.key == kind)
    for n, item in enumerate(entry.items):
        if stage >= 2 or dice.random() < 0.45:
            applications.note_evidence(row, item.key, "there", row.started_on, by=user)
        elif n == stage:
            due_on = town.today + timedelta(days=dice.randrange(1, 9))
            applications.ask_for_evidence(
                row, item.key, f"Nachweis besorgen: {item.title.de}", due_on, row.started_on, by=user
            )


def _paper(file: File, category: str, title: str, on: date, user: User) -> Document:
    lines = [(40, 60, 120), (40, 74, 90), *((40, top, 300) for top in range(120, 430, 18)), (40, 480, 140)]
    sheets = [Sheet("Blatt 1.png", "image/png", blank_png(420, 594, lines))]
    said = Said(category, title, on)
    return store_document([file], sheets, author=user, by=user, now=timezone.now(), said=said)

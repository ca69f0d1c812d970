"""What the demonstration shows of checklists, registrations, courses, work."""

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lotse.accounts.models import User
from lotse.cases.models import File
from lotse.concept.checklists import Checklist
from lotse.concept.model import Concept
from lotse.people.models import Stay
from lotse.programmes import actions, rows
from lotse.programmes.checklists import begins, is_for, wants_signature
from lotse.programmes.models import Course, Registration, WorkStep

if TYPE_CHECKING:
    from lotse.desk.demo import Town

KITAS = ("Kita Fuchsbau", "Kita Igelweg", "Kita Am Anger")
SCHOOLS = ("Grundschule am Weiher", "Oberschule Nord", "Grundschule Lindenhof")
SCHOOLING = {"kita": KITAS, "school": SCHOOLS, "after-school": SCHOOLS, "training": ("Berufsschulzentrum",)}
PROVIDERS = ("Sprachschule am Ufer", "Volkshochschule", "Bildungswerk Mitte")


def fill(town: "Town") -> None:
    """Over the year, for the files somebody works on; the newest households still have most of it before them."""
    dice = random.Random(11)  # noqa: S311 - no secret
    led = {file.pk: (file, user) for file, user in town.led()}
    for opened in town.households:
        here = [led[f.pk] for f in opened if f.pk in led]
        if not here:
            continue
        files, user = [file for file, _user in here], here[0][1]
        _lists(town, files, user, dice)
        for file in files:
            age = file.person.age_on(town.today)
            if age is not None and age < 18:
                _registration(town, file, age, user, dice)
            elif (town.today - file.opened_on).days > 20 and dice.random() < 0.6:
                _course(town, file, user, dice)
                _work(town, file, user, dice)


def _lists(town: "Town", files: list[File], user: User, dice: random.Random) -> None:
    stays = {f.pk: list(Stay.objects.filter(person=f.person_id)) for f in files}
    first = files[0].opened_on
    for entry in town.concept.checklists:
        for_whom = [f for f in files if is_for(entry, f, stays[f.pk], town.today)]
        since = max([first, *(on for f in for_whom if (on := begins(entry, stays[f.pk], town.today)))])
        ago = (town.today - since).days
        if for_whom and ago >= 1 and dice.random() < 0.9:
            _tick(town.concept, entry, for_whom, since, ago, user, dice)


def _tick(
    concept: Concept, entry: Checklist, files: list[File], since: date, ago: int, user: User, dice: random.Random
) -> None:
    head = files[0].person
    items = [item.key for item in concept.items_of(entry)]
    until = ago if entry.shown_for == "stay" else min(ago, 150)
    share = 1.0 if entry.shown_for == "stay" else min(0.9, ago / 200)
    done = [key for key in items if dice.random() < share]
    if not done:
        return
    on = since + timedelta(days=1 if entry.shown_for == "stay" else dice.randrange(1, until + 1))
    told = actions.Told(
        on, user, how=dice.choice(("explained", "explained", "shown")), language=head.contact_language,
        with_interpreter=head.needs_interpreter,
    )  # fmt: skip
    signed = {f.pk: on for f in files if wants_signature(entry, f.person.age_on(on))} if dice.random() < 0.8 else {}
    actions.tick(files, entry.key, done, told, signed=signed, by=user)


def _registration(town: "Town", file: File, age: int, user: User, dice: random.Random) -> None:
    kinds = [kind for kind in town.concept.registration_kinds if kind.fits(age)]
    ago = (town.today - file.opened_on).days
    if not kinds or ago < 3 or dice.random() < 0.2:
        return
    kind = kinds[0]
    wanted_on = file.opened_on + timedelta(days=min(ago - 2, dice.randrange(1, 12)))
    values: dict[str, object] = {"wanted_on": wanted_on, "place": dice.choice(SCHOOLING[kind.key])}
    left = (town.today - wanted_on).days
    if left > 5:
        values["applied_on"] = applied_on = wanted_on + timedelta(days=dice.randrange(1, 5))
        answer = dice.choices(("place", "waiting-list", ""), (7, 2, 2))[0]
        if answer and left > 20:
            values |= {"answer": answer, "answered_on": applied_on + timedelta(days=dice.randrange(6, 14))}
            if answer == "place":
                values["starts_on"] = applied_on + timedelta(days=dice.randrange(16, 50))
    rows.enter(Registration(file=file, kind=kind.key), values, by=user)


def _course(town: "Town", file: File, user: User, dice: random.Random) -> None:
    level = dice.choice(("A1", "A2", "B1", "B1"))
    kind = dice.choice(("integrationskurs", "integrationskurs", "deutschkurs", "alphakurs"))
    waits_since = file.opened_on + timedelta(days=dice.randrange(5, 18))
    values: dict[str, object] = {
        "target": level, "funding": "bamf" if kind != "deutschkurs" else "volunteers",
        "provider": dice.choice(PROVIDERS), "waiting_since_on": waits_since,
    }  # fmt: skip
    starts_on = waits_since + timedelta(days=dice.randrange(20, 120))
    ends_on = starts_on + timedelta(days=dice.randrange(60, 190))
    if starts_on < town.today + timedelta(days=14):
        values |= {"starts_on": starts_on, "ends_on": ends_on}
        if starts_on <= town.today:
            attendance = dice.choices(("regular", "gaps", "stopped"), (6, 2, 1))[0]
            values |= {"attendance": attendance, "attendance_on": min(town.today, ends_on)}
            values["absence_reason"] = "childcare" if attendance != "regular" else ""
    else:
        values["is_blocked"] = dice.random() < 0.3
    if ends_on < town.today and dice.random() < 0.8:
        result = dice.choices(("passed", "attended", "failed"), (6, 2, 1))[0]
        values |= {"result": result, "result_on": min(town.today, ends_on + timedelta(days=9)), "result_level": level}
    rows.enter(Course(file=file, kind=kind), values, by=user)


def _work(town: "Town", file: File, user: User, dice: random.Random) -> None:
    ago = (town.today - file.opened_on).days
    for kind, where in (("jobcenter", ""), ("application", "Gasthof zur Linde"), ("internship", "Tischlerei")):
        if ago < 60 or dice.random() < 0.6:
            return
        on = town.today - timedelta(days=dice.randrange(1, ago - 40))
        until_on = on + timedelta(days=13) if kind == "internship" else None
        result = dice.choice(("", "yes", "no")) if kind != "jobcenter" else ""
        values = {"on": on, "until_on": until_on, "where": where, "result": result}
        rows.enter(WorkStep(file=file, kind=kind), values, by=user)

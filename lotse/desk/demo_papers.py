"""What the demonstration shows of documents and letters: small sheets made in code, words from `demo.toml`."""

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from lotse.notes.documents import Said, Sheet, answer_letter, store_document
from lotse.notes.drawn import blank_pdf, blank_png
from lotse.notes.papers import Document

if TYPE_CHECKING:
    from lotse.desk.demo import Town

MOST = 44


def fill(town: "Town") -> None:
    """Papers in some of the files; every eleventh nobody has sorted, some letters await an answer."""
    dice, now = random.Random(11), timezone.now()  # noqa: S311 - no secret
    led = [(file, user) for file, user in town.led() if file.opened_on < town.today - timedelta(days=10)]
    words = town.data["papers"]
    for n, (file, user) in enumerate(dice.sample(led, min(MOST, len(led)))):
        word = words[n % len(words)]
        sheets = _sheets(word["title"], word["sheets"], dice)
        if n % 11 == 5:
            store_document([file], sheets, author=user, by="demo", now=now)
            continue
        ago = min(dice.randrange(1, 60), (town.today - file.opened_on).days)
        received_on = town.today - timedelta(days=ago)
        named_on = town.today + timedelta(days=dice.choice((-1, 0, 2, 4, 6, 12, 25)))
        said = Said(
            word["category"], word["title"], received_on - timedelta(days=3), word["direction"], word["from"],
            word.get("name", ""), received_on if word["direction"] else None,
            word.get("due", ""), named_on if word.get("due") == "day" else None, word.get("words", ""),
        )  # fmt: skip
        made = store_document([file], sheets, author=user, by="demo", now=now, said=said)
        if made.due_on and made.due_on < town.today - timedelta(days=2):
            answer_letter(Document.objects.get(pk=made.pk), made.due_on - timedelta(days=1), by="demo")


def _sheets(title: str, count: int, dice: random.Random) -> list[Sheet]:
    """None, a photographed page or several, or (for -1) a PDF."""
    if count < 0:
        return [Sheet("Brief.pdf", "application/pdf", blank_pdf(title, "", "Erfundenes Schreiben der Vorführung."))]
    return [Sheet(f"Blatt {n}.png", "image/png", _page(dice)) for n in range(1, count + 1)]


def _page(dice: random.Random) -> bytes:
    lines = [(40, 60, 120), (40, 74, 90), (300, 110, 70), (40, 150, 210)]
    lines += [(40, top, dice.randrange(220, 330)) for top in range(180, 430, 16)]
    return blank_png(420, 594, [*lines, (40, 470, 110)])

"""Papers of the way to a flat: the question to a body that is heard, and the social report. Both in German."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from lotse.accounts.letterhead import letterhead_of
from lotse.accounts.models import Organisation
from lotse.cases.header import Header
from lotse.concept.housing import Hearing
from lotse.paper.press import Paper
from lotse.programmes.housing_inbox import Applicant
from lotse.programmes.housing_reports import ReadReport
from lotse.ui.filters import date_


def hearing_sheet(
    body: Hearing, people: Sequence[Applicant], office: Organisation, today: date, due_on: date | None = None
) -> Paper:
    """Who is meant and the question; nothing that stands in a file or a report."""
    rows = [[" ".join(filter(None, (a.name.label, a.name.original))), a.born, a.aktenzeichen] for a in people]
    data = {
        "body": body.title.de,
        "question": body.question.de,
        "people": rows,
        "until": date_(due_on) if due_on else "",
    }
    with override("de"):
        return Paper("programmes/hearing", data, _("Anfrage zum Wohnungsantrag"), today, letterhead_of(office))


def report_paper(head: Header, report: ReadReport, people: str) -> Paper:
    """What it says, in the order of the criteria, with author, qualification and the person's own words."""
    row = report.report
    author = ", ".join(filter(None, (row.author.name, row.qualification)))
    data = {
        "people": people, "on": date_(row.written_on), "author": author,
        "said": [[label, words] for label, words in report.answers], "summary": row.summary or "",
        "client": row.client_words or "", "signs": row.author.name,
    }  # fmt: skip
    with override("de"):
        organisation = head.file.organisation
        return Paper("programmes/social-report", data, _("Sozialbericht"), row.written_on, letterhead_of(organisation))

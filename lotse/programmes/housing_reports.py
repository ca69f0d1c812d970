"""Social reports for reading: what one says, in the order of the criteria."""

from dataclasses import dataclass

from lotse.cases.words import title
from lotse.programmes.housing_facts import Way
from lotse.programmes.models import SocialReport


@dataclass(frozen=True)
class ReadReport:
    report: SocialReport
    answers: list[tuple[str, str]]  # criterion, words; in the order of the concept


def said_in(report: SocialReport | None) -> dict[str, str]:
    """The words to each criterion."""
    if report is None:
        return {}
    found = {}
    for one in report.answers.all():
        one.report = report
        found[one.criterion] = one.words or ""
    return found


def read(way: Way, report: SocialReport) -> ReadReport:
    """What a newer concept no longer names stands at the end."""
    said = said_in(report)
    order = [one.key for one in way.procedure.criteria]
    keys = sorted(said, key=lambda key: (key not in order, order.index(key) if key in order else 0))
    return ReadReport(report, [(title(way.procedure.criteria, key), said[key]) for key in keys])


def draft_of(way: Way) -> SocialReport | None:
    return next((one for one in way.reports if one.handed_over_on is None), None)


def handed_to_office(way: Way) -> SocialReport | None:
    """The newest one the authority sees: handed over with consent. One the person carries is not shown."""
    return next((one for one in way.reports if one.basis == SocialReport.Basis.CONSENT), None)

"""When a quarter is to be handed in. The concept gives the rhythm; where it gives no day, the installation sets one."""

from dataclasses import dataclass
from datetime import date

from lotse.concept.model import Concept, Reporting
from lotse.concept.periods import ONE_DAY
from lotse.reports.annex1 import Quarter
from lotse.reports.frozen import REPORT
from lotse.reports.models import ReportingDay

DEFAULT_DAY = 15


@dataclass(frozen=True)
class Due:
    """The reporting date of a quarter and what it rests on."""

    quarter: Quarter
    due_on: date
    rule: Reporting
    day: int
    setting: ReportingDay | None  # None: nobody has set it, the default holds


def due(quarter: Quarter, concept: Concept, setting: ReportingDay | None) -> Due | None:
    """None where the concept asks for no quarterly report."""
    rule = next((r for r in concept.reporting if r.key == REPORT and r.every == "quarter"), None)
    if rule is None:
        return None
    day = setting.day if setting else DEFAULT_DAY
    calendar = concept.calendar()
    on = (quarter.last_day + ONE_DAY).replace(day=day)
    while calendar.why_no_day_to_act(on):
        on += ONE_DAY
    return Due(quarter, on, rule, day, setting)

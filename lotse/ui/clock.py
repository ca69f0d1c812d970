"""The one place that reads the clock for a request; tests and demonstrations replace `now`."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


def now() -> datetime:
    return datetime.now(UTC)


def local_date(moment: datetime) -> date:
    """The calendar day in Germany: deadlines are counted there, wherever the server stands."""
    return moment.astimezone(BERLIN).date()

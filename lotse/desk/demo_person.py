"""What the demonstration shows of family, education, work, what is still to be asked."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lotse.desk.demo import Town


def fill(town: "Town") -> None:
    """Nothing yet."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def quarter(world: "World") -> "World":
    from lotse.reports.tests.arranged import work  # only now: models need the settings

    return work(world)

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.test import Client

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    """Attempts are counted in the process: one test's must not use up another's."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def as_(world: "World") -> Callable[[str], Client]:
    """as_("theo").get(...): a client in which that character is signed in."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(world.staff()[name])
        return client

    return sign_in

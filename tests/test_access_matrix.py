"""Nobody sees what is not theirs: every address of Lotse, asked for by every character."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access_arguments import arguments
from tests.access_matrix import SENT, expectations
from tests.world import World

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        elif isinstance(entry, URLPattern):
            yield route.removesuffix("$").removesuffix("\\Z")


def address(route: str, world: World) -> str:
    values = arguments(route, world)
    missing = {found[1] or found[2] for found in PARAMETER.finditer(route)} - values.keys()
    assert not missing, f"ARGUMENTS in tests/access_arguments.py lack {sorted(missing)} for {route}"
    return "/" + PARAMETER.sub(lambda found: str(values[found[1] or found[2]]), route)


def test_every_address_stands_in_the_table_once() -> None:
    found = Counter(routes(get_resolver()))
    table = expectations()
    assert not sorted(found.keys() - table.keys()), "add these routes to tests/access_matrix.py"
    assert not sorted(table.keys() - found.keys()), "these lines of tests/access_matrix.py have no route"


def test_every_character_has_a_column(world: World) -> None:
    for route, expected in expectations().items():
        assert expected.keys() == {"nobody", *world.staff()}, route


@pytest.mark.parametrize("character", next(iter(expectations().values()), {"nobody": 0}))
def test_everybody_gets_what_is_theirs_and_no_more(character: str, world: World) -> None:
    wrong = []
    for route, expected in expectations().items():
        client = Client(raise_request_exception=False)
        if character != "nobody":
            client.force_login(world.staff()[character])
        status = client.get(address(route, world)).status_code
        if status != expected[character]:
            wrong.append(f"/{route}: {status} instead of {expected[character]}")
    assert not wrong, f"\n{character}\n" + "\n".join(wrong)


@pytest.mark.parametrize("character", next(iter(expectations().values()), {"nobody": 0}))
def test_what_one_may_not_see_one_may_not_send_either(character: str, world: World) -> None:
    """Hidden forms are found by whoever reads the source: an empty POST to each address that is not theirs."""
    wrong = []
    for route, expected in expectations().items():
        if expected[character] not in (302, 403, 404) or (character != "nobody" and expected[character] == 302):
            continue
        client = Client(raise_request_exception=False)
        if character != "nobody":
            client.force_login(world.staff()[character])
        answer = client.post(address(route, world))
        refused = answer.status_code in (403, 404, 405) or (
            character == "nobody"
            and answer.status_code == 302
            and ("/accounts/login/" in answer.headers["Location"] or route == "accounts/logout/")
        )
        if not refused:
            wrong.append(f"/{route}: {answer.status_code} to an empty POST")
    assert not wrong, f"\n{character}\n" + "\n".join(wrong)


@pytest.mark.parametrize("route", sorted(r for r, expected in expectations().items() if 405 in expected.values()))
def test_what_is_only_sent_asks_for_the_same_rights(route: str, world: World) -> None:
    """Addresses that take only POST: who may, stands in SENT; everybody else is refused."""
    wrong = []
    for character, user in world.staff().items():
        client = Client(raise_request_exception=False)
        client.force_login(user)
        status = client.post(address(route, world)).status_code
        if (status not in (403, 404)) != (character in SENT[route].split()):
            wrong.append(f"{character}: {status}")
    assert not wrong, f"\n/{route}\n" + "\n".join(wrong)

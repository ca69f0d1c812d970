"""The password asked for in place, when a session has ended while somebody was writing."""

import pytest
from django.test import Client

from tests.world import PASSWORD, World

XHR = {"X-Requested-With": "XMLHttpRequest"}


@pytest.mark.parametrize("address", ["/akten/", "/vermerke/gruppe/entwurf/"])
def test_a_request_of_the_page_that_meets_the_log_in_is_told_so(world: World, address: str) -> None:
    assert Client().post(address, {"summary": "x"}, headers={"HX-Request": "true"}).status_code == 401


def test_the_dialog_learns_whether_the_password_was_right_and_nothing_else(world: World) -> None:
    client = Client()
    wrong = client.post("/accounts/login/", {"login": world.miriam.email, "password": "falsch"}, headers=XHR)
    assert (wrong.status_code, wrong.json()) == (400, {})
    unknown = client.post("/accounts/login/", {"login": "niemand@example.org", "password": PASSWORD}, headers=XHR)
    assert (unknown.status_code, unknown.json()) == (400, {})
    assert client.get("/akten/").status_code == 302
    right = client.post("/accounts/login/", {"login": world.miriam.email, "password": PASSWORD}, headers=XHR)
    assert (right.status_code, right.json()) == (200, {"location": "/"})
    assert client.get("/akten/").status_code == 200


def test_guessing_in_the_dialog_is_slowed_down_like_at_the_log_in(world: World) -> None:
    client = Client()
    guesses = [
        client.post("/accounts/login/", {"login": world.miriam.email, "password": f"falsch{n}"}, headers=XHR)
        for n in range(7)
    ]
    assert {g.status_code for g in guesses} <= {400, 429}
    right = client.post("/accounts/login/", {"login": world.miriam.email, "password": PASSWORD}, headers=XHR)
    assert right.status_code in (400, 429)
    assert client.get("/akten/").status_code == 302

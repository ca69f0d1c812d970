"""The frame of a file: which tabs there are, and for whom."""

import re

import pytest
from django.test import Client

from lotse.accounts.models import User
from tests.county import County

TABS = re.compile(r'<nav class="lo-tabs".*?</nav>', re.DOTALL)


def tabs(user: User, address: str) -> tuple[Client, list[tuple[str, str]]]:
    client = Client()
    client.force_login(user)
    html = client.get(address).content.decode()
    found = TABS.search(html)
    assert found
    return client, re.findall(r'<a href="([^"]+)"[^>]*>([^<]+?)\s*<', found[0])


@pytest.mark.parametrize("name", ["sonja", "amir", "ute", "heike"])
def test_every_tab_of_a_file_leads_somewhere_and_none_to_a_page_that_is_not_there(county: County, name: str) -> None:
    client, found = tabs(county.staff()[name], f"/akten/{county.haidari[0].pk}/")
    assert [title for _address, title in found][:3] == ["Verlauf", "Person", "Haushalt"]
    assert [address for address, _title in found if client.get(address).status_code != 200] == []


@pytest.mark.parametrize("name", ["gerd", "heike"])
def test_who_may_not_read_notes_is_offered_no_papers_and_no_courses(county: County, name: str) -> None:
    _client, found = tabs(county.staff()[name], f"/akten/{county.haidari[0].pk}/person/")
    assert not {title for _address, title in found} & {"Schriftstücke", "Teilhabe"}

"""The directory of the demonstration: forty invented partners over the districts of the town, doctors of many
languages, offers a help plan may name. Some have not been checked for long, one is closed."""

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lotse.desk.invented import read
from lotse.network import actions
from lotse.network.models import Offer, Partner, PartnerContact
from lotse.network.search import areas

if TYPE_CHECKING:
    from lotse.desk.demo import Town


def fill(town: "Town") -> None:
    if not town.concept.federal.partner_kinds:
        return
    dice = random.Random(72)  # noqa: S311 - no secret
    data = read("demo_directory.toml")
    places = [(region, district) for region, district in areas(town.concept).values() if district]
    for n, row in enumerate(data["partner"]):
        region, district = places[n % len(places)] if places else ("", "")
        _partner(town, row, region, district, data["defaults"], n, dice)


def _partner(
    town: "Town", told: dict[str, Any], region: str, district: str, defaults: dict[str, Any], n: int,
    dice: random.Random,
) -> None:  # fmt: skip
    names = {d.key: d.name for r in town.concept.regions for d in r.districts}
    place = names.get(district, "") if town.concept.territory == "county" else "Musterstadt"
    values = {
        "street": f"{dice.choice(defaults['streets'])} {dice.randrange(1, 90)}", "place": place, "region": region,
        "district": district, "phone": f"{defaults['prefix']} 55{n:02}{dice.randrange(10, 99)}",
        "way": dice.choice(defaults["ways"]),
        "checked_on": town.today - timedelta(days=400 if n % 9 == 4 else dice.randrange(5, 300)),
    }  # fmt: skip
    more = {key: value for key, value in told.items() if key not in ("languages", "specialities", "contacts", "offers")}
    if more.pop("closed", False):
        more["closed_on"] = town.today - timedelta(days=60)
    row = actions.save_partner(
        Partner(), values | more, languages=["de", *told.get("languages", ())],
        specialities=told.get("specialities", ()), version=1, by="demo",
    )  # fmt: skip
    for contact in told.get("contacts", ()):
        actions.save_contact(PartnerContact(partner=row), contact, version=1, by="demo")
    for offer in told.get("offers", ()):
        words = {key: value for key, value in offer.items() if key != "languages"}
        actions.save_offer(Offer(partner=row), words, languages=offer.get("languages", ()), version=1, by="demo")

"""The lists of case management over forty files: each with a name and a key of its own, and no statement more."""

from lotse.cases.actions import allocate
from lotse.cases.life import Address
from lotse.casework.tests.helpers import client_of, taken_over
from lotse.casework.tests.test_costs import cost
from lotse.intake.actions import NewHousehold, NewPerson, open_households
from tests.county import County


def test_cases_of_forty_people_cost_what_one_costs(county: County) -> None:
    taken_over(county.tesfay[0], county.today, by=county.sonja)
    addresses = ("/fallsteuerung/", "/akten/?methode=case-management", "/akten/?methode=individual-help")
    few = [cost(county.ute, address) for address in addresses]
    household = [
        NewHousehold((NewPerson("Neu", f"Person {n}"),), "moved-in", county.today, Address(district="Bad Belzig"))
        for n in range(39)
    ]
    for file in open_households(household, holder=county.office, today=county.today, by="test"):
        allocate([file], county.sonja, team=county.team, from_on=county.today, by=county.ute)
        taken_over(file, county.today, by=county.sonja)
    assert [cost(county.ute, address) for address in addresses] == few
    assert "40 Fälle." in client_of(county.ute).get("/fallsteuerung/").content.decode()

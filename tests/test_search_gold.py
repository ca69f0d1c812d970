"""People are found in any spelling: one hundred pairs of what is typed and who is meant, among five thousand others."""

from lotse.people.search_index import disagreements
from tests import gold
from tests.world import World


def test_people_are_found_in_any_spelling_and_surely_with_their_birth_date(world: World) -> None:
    pairs = gold.pairs()
    assert len(pairs) >= 100 and len({pair.language for pair in pairs}) >= 6
    whose = gold.populate(pairs, 2000, world.office, world.today)
    result = gold.recall(whose, world.today)
    assert result.by_name >= 0.9 * result.pairs, result.missed
    assert result.by_name_and_birth == result.pairs, result.missed
    assert disagreements() == set()

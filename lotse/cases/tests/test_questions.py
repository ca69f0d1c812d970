"""Answers to questions of the file: one per question, coming back on their day, none about a sensitive field."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from lotse.audit.models import WriteLog
from lotse.audit.testing import arranging
from lotse.cases.actions import Refused, close_file
from lotse.cases.models import Answer
from lotse.cases.questions import TOPICS, answer_question, answers_in_force, ask_again, topic_of
from tests.county import County
from tests.world import World

JOBS = topic_of("field", "work-history")


def test_an_answer_is_kept_with_who_gave_it_and_logged_without_its_topic(county: County) -> None:
    file = county.tesfay[0]
    answer = answer_question(file, JOBS, "declined", by=county.sonja)
    assert (answer.topic, answer.kind, answer.by) == ("field/work-history", "declined", county.sonja.pk)
    row = WriteLog.objects.get(table_name="cases_answer")
    assert (row.verb, row.reason, row.operation) == ("answer_question", "declined", "insert")
    assert (row.actor, row.row_id) == (str(county.sonja.pk), str(answer.pk))


def test_the_newest_answer_to_a_question_replaces_the_former(county: County) -> None:
    file, day = county.tesfay[0], county.today + timedelta(days=7)
    first = answer_question(file, JOBS, "later", day, by=county.sonja)
    second = answer_question(file, JOBS, "not-known", by=county.amir)
    assert Answer.objects.get() == second == first
    assert (second.kind, second.until_on, second.by) == ("not-known", None, county.amir.pk)
    assert second.at >= first.at


def test_what_was_put_off_is_asked_again_on_its_day(county: County) -> None:
    file, day = county.tesfay[0], county.today + timedelta(days=7)
    answer_question(file, JOBS, "later", day, by=county.sonja)
    assert set(answers_in_force([file.pk], day - timedelta(days=1))) == {JOBS}
    assert answers_in_force([file.pk], day) == {}
    answer_question(file, JOBS, "declined", by=county.sonja)
    assert answers_in_force([file.pk], date(2040, 1, 1))[JOBS].kind == "declined"


def test_an_answer_given_by_mistake_is_taken_back(county: County) -> None:
    file = county.tesfay[0]
    answer_question(file, JOBS, "not-applicable", by=county.sonja)
    ask_again(file, JOBS, by=county.sonja)
    assert answers_in_force([file.pk], county.today) == {}


def test_answers_of_another_file_are_not_mixed_in(county: County) -> None:
    nadia, omid, _laila = county.haidari
    answer_question(omid, JOBS, "not-applicable", by=county.sonja)
    assert answers_in_force([nadia.pk], county.today) == {}


def test_later_needs_a_day_and_nothing_else_keeps_one(county: County) -> None:
    file, day = county.tesfay[0], county.today + timedelta(days=3)
    with pytest.raises(Refused, match="den Tag"):
        answer_question(file, JOBS, "later", by=county.sonja)
    assert answer_question(file, JOBS, "declined", day, by=county.sonja).until_on is None
    for kind, until_on in (("later", None), ("declined", day)):
        with arranging(), pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.filter(file=file).update(kind=kind, until_on=until_on)


@pytest.mark.parametrize("topic", ["", "field", "field/", "field/shoe-size", "health/ill", "field/health"])
def test_there_is_no_answer_to_a_question_nobody_asks(county: County, topic: str) -> None:
    """A sensitive field among them: "does not apply" would stand in the database for everybody who can read it."""
    with pytest.raises(Refused):
        answer_question(county.tesfay[0], topic, "not-applicable", by=county.sonja)
    assert not Answer.objects.exists()


def test_topics_are_named_in_one_way(world: World) -> None:
    for about in TOPICS:
        assert answer_question(world.rahimi[0], topic_of(about, "personal-data"), "not-known", by=world.miriam)
    with pytest.raises(ValueError, match="no questions about"):
        topic_of("weather", "rain")


def test_a_closed_file_answers_nothing(county: County) -> None:
    file = county.tesfay[0]
    close_file(file, county.today, "moved-away", by=county.sonja)
    file.refresh_from_db()
    for step in (lambda: answer_question(file, JOBS, "declined", by=county.sonja),
                 lambda: ask_again(file, JOBS, by=county.sonja)):  # fmt: skip
        with pytest.raises(Refused):
            step()

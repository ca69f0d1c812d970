"""The same form sent twice is carried out once, also when both requests run at the same moment."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.utils import timezone

from lotse.audit import sent
from lotse.audit.context import carried_out, system_actor, was_carried_out
from lotse.audit.models import SentForm
from lotse.vault.models import SubjectKey

WORDS = {"form_id": "019ab000-0000-7000-8000-000000000001", "title": "Kita"}


def request_of(user: Any, **changed: str) -> HttpRequest:
    request = RequestFactory().post("/akten/", WORDS | changed)
    request.user = SimpleNamespace(pk=user, is_authenticated=True)  # type: ignore[assignment]
    request.now = timezone.now()  # type: ignore[attr-defined]
    return request


def write(request: HttpRequest | None = None) -> HttpResponse:
    with system_actor("test", "add_task"):
        row = SubjectKey.objects.create(subject=uuid4(), organisation=uuid4(), master_number=1, wrapped=b"")
    return HttpResponseRedirect(f"/akten/{row.subject}/")


def send(request: HttpRequest, view: Any = write) -> HttpResponse:
    answer = sent.OnceMiddleware(write).process_view(request, view, (), {})
    assert answer is not None
    return answer


@pytest.fixture(autouse=True)
def no_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sent.messages, "info", lambda *_: None)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_make_one_row() -> None:
    user, start, led_to = uuid4(), threading.Barrier(2), []

    def click() -> None:
        try:
            start.wait(10)
            led_to.append(send(request_of(user)).headers["Location"])
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join(30)
    assert len(led_to) == 2 and len(set(led_to)) == 1
    assert SubjectKey.objects.count() == 1 == SentForm.objects.count()
    connection.close()


@pytest.mark.django_db
def test_another_person_other_words_and_no_id_are_other_forms() -> None:
    user = uuid4()
    first = send(request_of(user)).headers["Location"]
    assert send(request_of(user, draft_tab="anders", draft_version="3")).headers["Location"] == first
    assert send(request_of(uuid4())).headers["Location"] != first
    assert send(request_of(user, title="Schule")).headers["Location"] != first
    for none in ("", "x", "../../"):
        assert sent.OnceMiddleware(write).process_view(request_of(user, form_id=none), write, (), {}) is None


@pytest.mark.django_db
def test_what_had_no_effect_is_not_remembered() -> None:
    def closed(request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect("/akten/")

    def faulty(request: HttpRequest) -> HttpResponse:
        write()
        return HttpResponse(status=422)

    for view in (closed, faulty):
        send(request_of(uuid4()), view)
    assert not SentForm.objects.exists()


@pytest.mark.django_db
def test_what_was_rolled_back_was_not_carried_out() -> None:
    with carried_out():
        with pytest.raises(ValueError, match="refused"), system_actor("test", "outer"):
            write()
            raise ValueError("refused")
        assert not was_carried_out()
        write()
        assert was_carried_out()
    assert not was_carried_out()


@pytest.mark.django_db
def test_what_only_the_end_of_the_transaction_finds_gone_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Foreign keys are looked at when a transaction ends, on both engines."""

    @contextmanager
    def ending() -> Iterator[None]:
        yield
        raise IntegrityError("FOREIGN KEY constraint failed")

    monkeypatch.setattr(sent.transaction, "atomic", ending)
    monkeypatch.setattr(sent, "_claimed", lambda request, view: HttpResponseRedirect("/"))
    with pytest.raises(Http404):
        send(request_of(uuid4()))


@pytest.mark.django_db
def test_a_row_removed_between_door_and_verb_is_not_found() -> None:
    def overtaken(request: HttpRequest) -> HttpResponse:
        SubjectKey.objects.get(subject=uuid4())
        return HttpResponse()

    with pytest.raises(Http404):
        send(request_of(uuid4()), overtaken)
    assert not SentForm.objects.exists()


@pytest.mark.django_db
def test_a_block_drawn_anew_by_htmx_is_no_sending() -> None:
    request = request_of(uuid4())
    request.META["HTTP_HX_REQUEST"] = "true"
    assert sent.OnceMiddleware(write).process_view(request, write, (), {}) is None

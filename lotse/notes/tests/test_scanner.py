"""clamd: asked before anything is kept; what it finds, and all while it is silent, stays outside."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lotse.cases.models import File
from lotse.notes.papers import Document
from lotse.notes.scanner import Infected, NoAnswer, scan
from lotse.notes.tests.sheets import pdf, png
from lotse.notes.tests.test_documents import as_, upload
from lotse.vault.models import StoredFile
from tests.world import World

EICAR = b"%PDF-1.4 pretend-virus %%EOF"


class Clamd(socketserver.StreamRequestHandler):
    """Speaks INSTREAM; finds whatever holds "pretend-virus"."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        held = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            held += self.rfile.read(size)
        if b"nonsense" in held:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        else:
            self.wfile.write(b"stream: Pretend-1 FOUND\0" if b"pretend-virus" in held else b"stream: OK\0")


@pytest.fixture
def clamd(settings: Any) -> Iterator[None]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        settings.LOTSE_CLAMD = f"127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


@pytest.fixture
def zahra(world: World) -> File:
    return world.rahimi[0]


def test_the_clean_passes_and_the_infected_does_not(clamd: None) -> None:
    scan(b"x" * 200_000)
    with pytest.raises(Infected):
        scan(b"x" * 100_000 + b"pretend-virus")
    with pytest.raises(NoAnswer):
        scan(b"nonsense")


def test_a_socket_in_the_file_system_does_as_well(settings: Any, tmp_path: Path) -> None:
    where = str(tmp_path / "clamd.ctl")
    with socketserver.ThreadingUnixStreamServer(where, Clamd) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        settings.LOTSE_CLAMD = where
        scan(png())
        server.shutdown()


@pytest.mark.parametrize("where", ["127.0.0.1:1", "/nowhere/clamd.ctl", "clamd"])
def test_a_scanner_that_is_set_and_silent_is_no_leave(settings: Any, where: str) -> None:
    settings.LOTSE_CLAMD = where
    with pytest.raises(NoAnswer):
        scan(png())


def test_an_infected_sheet_is_refused_and_the_others_are_kept(clamd: None, world: World, zahra: File) -> None:
    html = upload(as_(world.miriam), zahra, png(), EICAR, pdf(), apart="1").content.decode()
    assert "Die 2. Datei fehlt: Der Virenscanner hat Schadsoftware gefunden." in html
    assert Document.objects.count() == 2


def test_while_the_scanner_is_dead_nothing_comes_in(settings: Any, world: World, zahra: File) -> None:
    settings.LOTSE_CLAMD = "127.0.0.1:1"
    answer = upload(as_(world.miriam), zahra, png())
    assert answer.status_code == 422
    assert "Der Virenscanner antwortet nicht" in answer.content.decode()
    assert not Document.objects.exists() and not StoredFile.objects.exists()

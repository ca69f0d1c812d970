"""A pressed paper read back."""

import re
import subprocess
import unicodedata
from io import BytesIO
from tempfile import NamedTemporaryFile

from pypdf import PdfReader

from lotse.paper.press import Pressed

CLAUSES = re.compile(r"[.,:;?!،؛؟()–-]+")
LAM = re.compile("[لايىی]{2,}")
TWICE = re.compile(r"([\u0600-\u06ff])\1+")


def words_of(pressed: Pressed | bytes) -> str:
    """Its words, one space between them. Lines from right to left come in the order of the page, not of reading."""
    reader = reader_of(pressed)
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def reader_of(pressed: Pressed | bytes) -> PdfReader:
    return PdfReader(BytesIO(pressed if isinstance(pressed, bytes) else pressed.data))


def poppler(tool: str, made: bytes, *options: str) -> str:
    """What a program that was not written by us finds in it (poppler-utils; `make tools`)."""
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(made)
        file.flush()
        where = [file.name, "-"] if tool == "pdftotext" else [file.name]
        found = subprocess.run([tool, *options, *where], capture_output=True, check=True, encoding="utf-8")
    return found.stdout


def read_out(made: bytes) -> str:
    """The words in the order somebody reads them, from right to left as well."""
    return " ".join(poppler("pdftotext", made).split())


def letters_of(text: str) -> str:
    """Its letters and digits in order: without marks, joiners and spaces, which readers of PDF place differently."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LN").casefold()


def says(words: str, wanted: str) -> bool:
    """Whether `wanted` can be read in it, clause by clause: around a comma a reader of PDF may turn lines from right to
    left about. One glyph that stands for lam with alef or yeh is read in the order of the page by poppler, and a letter
    with two marks twice: neither counts."""
    there = _loose(words)
    return all(_loose(clause) in there for clause in CLAUSES.split(wanted))


def _loose(text: str) -> str:
    each = (LAM.sub(lambda run: "".join(sorted(run[0])), letters_of(word)) for word in text.split())
    return TWICE.sub(r"\1", "".join(each))

"""A pressed paper read back."""

from io import BytesIO

from pypdf import PdfReader

from lotse.paper.press import Pressed


def words_of(pressed: Pressed | bytes) -> str:
    """Its words, one space between them. Lines from right to left come in the order of the page, not of reading."""
    reader = reader_of(pressed)
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def reader_of(pressed: Pressed | bytes) -> PdfReader:
    return PdfReader(BytesIO(pressed if isinstance(pressed, bytes) else pressed.data))

"""The same CV as a document people can go on writing in."""

from datetime import datetime, time
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from lotse.paper.press import Paper

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def cv_docx(paper: Paper) -> bytes:
    """From the data of the paper. The properties name no author; the language is German for whoever reads it aloud."""
    data, made = paper.data, Document()
    _properties(made, paper)
    made.add_paragraph(paper.title, style="Subtitle")
    made.add_heading(data["name"] or paper.title, level=1)
    if data["about"]:
        _table(made, [(label, [(value, False)]) for label, value in data["about"]])
    for part in data["parts"]:
        if part["lines"]:
            made.add_heading(part["title"], level=2)
            _table(made, [(when, [(what, True), (where, False), (more, False)])
                          for when, what, where, more in part["lines"]])  # fmt: skip
    for heading, items in data["lists"]:
        if items:
            made.add_heading(heading, level=2)
            for item in items:
                made.add_paragraph(item, style="List Bullet")
    if data["signed"]:
        made.add_paragraph().paragraph_format.space_after = Pt(18)
        made.add_paragraph(data["signed"])
        made.add_paragraph(data["name"])
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def _properties(made: Any, paper: Paper) -> None:
    about = made.core_properties
    about.title, about.author, about.comments, about.language = paper.title, "", "", "de-DE"
    about.created = about.modified = datetime.combine(paper.on, time())
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Cm(2.5), Cm(2), Cm(2), Cm(2)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10.5)
    for script in ("w:ascii", "w:hAnsi", "w:cs"):
        normal.element.rPr.rFonts.set(qn(script), "Arial")
    spoken = normal.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): "de-DE"})
    normal.element.rPr.append(spoken)


def _table(made: Any, rows: list[tuple[str, list[tuple[str, bool]]]]) -> None:
    table = made.add_table(rows=0, cols=2)
    for label, parts in rows:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Cm(4.6), Cm(11.9)
        cells[0].paragraphs[0].add_run(label)
        said = [(words, bold) for words, bold in parts if words]
        for at, (words, bold) in enumerate(said):
            paragraph = cells[1].paragraphs[0] if at == 0 else cells[1].add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.add_run(words).bold = bold

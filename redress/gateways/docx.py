"""Papers and case files as DOCX, to be edited by hand before they are signed. Words are words: nothing runs."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT = "SimSun"
MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # what XML 1.0 cannot carry


def letter(said: Mapping[str, Any]) -> bytes:
    """Return a paper (letters.content, or what a sent one was made from) as DOCX."""
    document = _blank(str(said["title"]))
    for text, points in ((said["office"], 18), (said["title"], 16), (said["number"], 11)):
        _line(document, str(text), points=points, is_bold=points > 12, align=WD_ALIGN_PARAGRAPH.CENTER)
    if said.get("mark"):
        _line(document, f"（{said['mark']}）", points=10, align=WD_ALIGN_PARAGRAPH.CENTER)
    _blocks(document, said["blocks"])
    if said["has_seal"]:
        for text in ("（印章处）", said["office"], said["date_zh"]):
            _line(document, str(text), align=WD_ALIGN_PARAGRAPH.RIGHT)
    if said.get("check_code"):
        _line(document, f"核验码 {said['check_code']}　{said['verify_at']}", points=9)
    return _bytes(document)


def case_file(book: Mapping[str, Any]) -> bytes:
    """Return a whole case file (casefile.gather) as DOCX; its contents are filled in when it is opened."""
    document = _blank(f"{book['number']} 卷宗")
    for text, points in ((book["office"], 18), ("卷宗", 26), (book["kind"], 14)):
        _line(document, str(text), points=points, is_bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    _table(document, book["cover"])
    for text in (book["notice"], book["made"]):
        if text:
            _line(document, str(text), points=9, align=WD_ALIGN_PARAGRAPH.CENTER)
    document.add_page_break()
    _line(document, "目录", points=14, is_bold=True)
    _field(document.add_paragraph(), 'TOC \\o "1-2" \\h \\z \\u', "在 Word 或 WPS 中右键更新目录")
    document.add_page_break()
    _heading(document, "一、事实", 1)
    _table(document, book["facts"])
    for party in book["parties"]:
        _heading(document, party["role"], 2)
        _table(document, party["fields"])
    _heading(document, "事情经过", 2)
    _text(document, book["narrative"])
    _heading(document, "二、期限", 1)
    _table(document, [(one["name"], f"{one['state']}\n{one['words']}") for one in book["clocks"]])
    _heading(document, "三、办理记录", 1)
    _table(document, [(one["at"], _event(one)) for one in book["journal"]])
    _line(document, f"记录逐条封存，末条指纹 {book['seal']}", points=9)
    _heading(document, "四、证据材料目录", 1)
    _table(
        document,
        [(one["name"], f"{one['kind']}　{one['size']}　{one['at']}\n{one['sha']}") for one in book["evidence"]],
    )
    _heading(document, "五、关联的件", 1)
    _table(document, book["links"])
    _heading(document, "六、文书", 1)
    for one in book["papers"]:
        _heading(document, f"{one['title']}　{one['number']}", 2)
        _line(document, f"{one['made']}　核验码 {one['code']}", points=9)
        _blocks(document, one["blocks"])
        for text in (one["office"], one["date"]):
            _line(document, text, align=WD_ALIGN_PARAGRAPH.RIGHT)
    if not book["papers"]:
        _line(document, "本件没有制作文书。")
    return _bytes(document)


def _event(line: Mapping[str, Any]) -> str:
    first = line["what"] + (f"　{line['cite']}" if line["cite"] else "")
    return "\n".join([first, line["by"], *(f"{label}：{text}" for label, text in line["fields"])])


def tidy(text: Any) -> str:
    """Drop what an XML file cannot carry."""
    return UNFIT.sub("", str(text))


def _blank(title: str) -> Any:
    document = docx.Document()
    document.core_properties.title = tidy(title)[:200]
    document.core_properties.author = ""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    document.styles["Normal"].font.size = Pt(12)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(foot, "PAGE", "1")
    return document


def _field(paragraph: Any, code: str, shown: str) -> None:
    """Put a field (page number, contents) into a paragraph."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", shown), ("end", "")):
        run = paragraph.add_run(shown if kind == "text" else "")
        if kind in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif not kind:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = text
            run._r.append(instruction)


def _line(document: Any, text: str, *, points: float = 12, is_bold: bool = False, align: Any = None) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(tidy(text))
    run.bold, run.font.size = is_bold, Pt(points)
    if align is not None:
        paragraph.alignment = align


def _heading(document: Any, text: str, level: int) -> None:
    document.add_heading(tidy(text), level)


def _text(document: Any, text: str, *, is_indented: bool = True) -> None:
    for part in str(text).split("\n"):
        paragraph = document.add_paragraph(tidy(part))
        if is_indented:
            paragraph.paragraph_format.first_line_indent = Pt(24)


def _table(document: Any, rows: Iterable[Sequence[Any]]) -> None:
    held = list(rows)
    if not held:
        _line(document, "（无）")
        return
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    table.autofit = False
    for label, text in held:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Mm(38), Mm(118)
        cells[0].text, cells[1].text = tidy(label), tidy(text)
    document.add_paragraph()


def _blocks(document: Any, blocks: Iterable[Mapping[str, Any]]) -> None:
    for block in blocks:
        match block["kind"]:
            case "to":
                _text(document, f"{block['text']}：", is_indented=False)
            case "p" | "long":
                _text(document, block["text"])
            case "h":
                _line(document, block["text"], is_bold=True)
            case "list":
                for place, item in enumerate(block["items"], 1):
                    _text(document, f"（{place}）{item}")
            case "table":
                _table(document, block["rows"])
            case "signs":
                _line(document, "　　".join(f"{name}：＿＿＿＿＿＿" for name in block["names"]))
            case "note":
                _line(document, block["text"], points=9.5)


def _bytes(document: Any) -> bytes:
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()

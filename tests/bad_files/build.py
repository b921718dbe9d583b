# ruff: noqa: E501, Q003 - a case is one line, however long its bytes
"""The bad files: each a few bytes made here, with the verdict that every line of it must get.

`CASES` maps a name to (bytes, expected). `expected` is a sentence part that the refusal must hold, or a
dict from dossier id, or from line number, to a code (None: accepted, flagged or not).
"""

from __future__ import annotations

import io
import json
import quopri
import re
import struct
import unicodedata
import zipfile
from datetime import datetime
from pathlib import Path

import xlsxwriter

HEADER = [
    "Mã hồ sơ", "Tên thủ tục", "Lĩnh vực", "Cơ quan", "Hình thức tiếp nhận", "Ngày tiếp nhận", "Ngày hẹn trả",
    "Ngày trả kết quả", "Hình thức trả", "Trạng thái", "Mức độ hài lòng", "Người nộp", "CCCD", "Điện thoại",
]  # fmt: skip
ROW = [
    "H37-210104-0001", "Cấp đổi hộ chiếu phổ thông", "Xuất nhập cảnh", "Công an tỉnh", "Trực tiếp",
    "04/01/2021 08:00", "25/01/2021 17:00", "18/01/2021 09:30", "Trực tiếp", "Đã trả kết quả", "Rất hài lòng",
    "Nguyễn Văn Thử", "000000000001", "0900000001",
]  # fmt: skip
Expected = "str | dict[str | int, str | None]"
CASES: dict[str, tuple[bytes, Expected]] = {}


def number(n: int) -> str:
    return f"H37-210104-{n:04}"


def rows(*changes: dict[str, str]) -> list[list[str]]:
    """One row a change, numbered from 1; keys are header titles."""
    table = []
    for place, change in enumerate(changes, 1):
        cells = dict(zip(HEADER, ROW, strict=True)) | {"Mã hồ sơ": number(place)} | change
        table.append(list(cells.values()))
    return table


def quoted(cell: str, delimiter: str = ",") -> str:
    special = any(mark in cell for mark in (delimiter, '"', "\n", "\r"))
    return '"' + cell.replace('"', '""') + '"' if special else cell


def text(table: list[list[str]], *, delimiter: str = ",", end: str = "\n") -> str:
    return "".join(delimiter.join(quoted(cell, delimiter) for cell in row) + end for row in table)


def plain(*changes: dict[str, str]) -> str:
    return text([HEADER, *rows(*changes)])


def case(name: str, content: bytes | str, expected: Expected) -> None:
    assert name not in CASES, name
    CASES[name] = (content.encode() if isinstance(content, str) else content, expected)


def one(name: str, change: dict[str, str], code: str | None) -> None:
    """A sound row, the changed row, and another sound row: only the changed one may suffer."""
    case(name, plain({}, change, {}), {number(1): None, change.get("Mã hồ sơ", number(2)): code, number(3): None})


def sheet(
    table: list[list[object]], *, write=None, options: dict[str, object] | None = None, names=("Sheet1",)
) -> bytes:
    """A workbook with the table on its first sheet; `write(workbook, sheets)` may add to it."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False, **(options or {})})
    sheets = [workbook.add_worksheet(name) for name in names]
    for number_of_row, row in enumerate(table):
        for column, cell in enumerate(row):
            write_cell(workbook, sheets[0], number_of_row, column, cell)
    if write:
        write(workbook, sheets)
    workbook.close()
    return stream.getvalue()


def write_cell(workbook, target, row: int, column: int, cell: object) -> None:
    if isinstance(cell, datetime):
        target.write_datetime(row, column, cell, workbook.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
    elif isinstance(cell, (int, float)):
        target.write_number(row, column, cell)
    elif cell:
        target.write_string(row, column, str(cell))


def rezip(content: bytes, change) -> bytes:
    """The same archive with `change(name, bytes) -> bytes | None` applied to each member."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            changed = change(member.filename, old.read(member))
            if changed is not None:
                new.writestr(member.filename, changed)
    return stream.getvalue()


def structure() -> None:
    sound = plain({}, {}, {})
    fine = {number(1): None, number(2): None, number(3): None}
    case("crlf", sound.replace("\n", "\r\n"), fine)
    case("old mac newlines", sound.replace("\n", "\r"), fine)
    case("mixed newlines", sound.replace("\n", "\r\n", 2), fine)
    case("no newline at the end", sound.rstrip("\n"), fine)
    case("semicolons", text([HEADER, *rows({}, {}, {})], delimiter=";"), fine)
    case("tabs", text([HEADER, *rows({}, {}, {})], delimiter="\t"), fine)
    case("pipes", text([HEADER, *rows({}, {}, {})], delimiter="|"), fine)
    case("excel sep line", "sep=;\n" + text([HEADER, *rows({}, {}, {})], delimiter=";"), fine | {1: "title"})
    case("trailing delimiters", sound.replace("\n", ",,\n"), fine)
    case("all quoted", "".join(",".join(f'"{c}"' for c in row) + "\n" for row in [HEADER, *rows({}, {}, {})]), fine)
    case("short row", sound + "H37-210104-0004,Cấp đổi,Xuất nhập cảnh\n", fine | {number(4): "short_row"})
    case("long row", sound + ",".join([number(4), *ROW[1:], "x", "y"]) + "\n", fine | {number(4): "long_row"})
    broken = sound.replace("H37-210104-0002,", 'H37-210104-0002,"')
    case("unclosed quote", broken, fine | {number(2): "unclosed_quote"})
    wrong = sound.replace("H37-210104-0002,Cấp đổi hộ chiếu phổ thông", 'H37-210104-0002,"Cấp" đổi')
    case("text after a quote", wrong, fine | {number(2): "unclosed_quote"})
    case(
        "unclosed quote on the last line",
        sound + number(4) + ',"Cấp,' + ",".join(ROW[2:]) + "\n",
        fine | {number(4): "unclosed_quote"},
    )
    case("line break within quotes", plain({}, {"Tên thủ tục": "Cấp đổi\nhộ chiếu"}, {}), fine)
    case("quotes within a cell", plain({}, {"Tên thủ tục": 'Cấp "đổi" hộ chiếu'}, {}), fine)
    case("cut off in a row", (sound + text(rows({"Mã hồ sơ": number(4)})))[:-120], fine | {number(4): "short_row"})
    case("blank lines between", sound.replace("\n", "\n\n", 2), fine | {2: "blank", 4: "blank"})
    case(
        "titles above",
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG\nDANH SÁCH HỒ SƠ\n\n" + sound,
        fine | {1: "title", 2: "title", 3: "title", 4: "header"},
    )
    case(
        "numbering row",
        sound.replace("\n", "\n" + ",".join(f"({n})" for n in range(1, 15)) + "\n", 1),
        fine | {2: "numbering"},
    )
    case(
        "header again on page two",
        plain({}) + plain({}, {}).replace(number(1), number(3)),
        {number(1): None, number(2): None, number(3): None, 3: "header"},
    )
    case(
        "totals and signatures",
        sound + "Tổng cộng,,,,,3,,,,,,,,\nTrong đó,,,,,2,,,,,,,,\nNgười lập biểu,,,,Giám đốc,,,,,,,,,\n",
        fine | {5: "total", 6: "total", 7: "note"},
    )
    case("footer note", sound + "Dữ liệu mô phỏng, không phải hồ sơ thật\n".replace(",", " -"), fine | {5: "note"})
    case(
        "section rows",
        sound.replace("H37-210104-0002", "I. Công an tỉnh" + "," * 13 + "\nH37-210104-0002"),
        fine | {3: "note"},
    )
    order = [HEADER, *rows({}, {}, {})]
    case("columns in another order", text([row[::-1] for row in order]), fine)
    broken_title = [title.replace("Ngày ", "Ngày\n") for title in HEADER]
    case("line breaks in the header", text([broken_title, *rows({}, {})]), {number(1): None, number(2): None})
    case("line with only delimiters", sound + "," * 13 + "\n", fine | {5: "blank"})
    case("line without end", sound + number(4) + "," + "x" * 1_100_000 + "\n", fine | {number(4): "short_row"})
    case("extra columns", text([[*row, "x"] if n else [*row, "Ghi chú"] for n, row in enumerate(order)]), fine)
    case("header in capitals", text([[title.upper() for title in HEADER], *order[1:]]), fine)
    bare = "".join(c for c in unicodedata.normalize("NFD", ",".join(HEADER)) if not unicodedata.combining(c))
    case("header without diacritics", bare.replace("đ", "d") + "\n" + text(order[1:]), fine)
    case("header with spaces and a star", text([[f"  {title} (*) " for title in HEADER], *order[1:]]), fine)
    case("index column first", text([["STT" if not n else str(n), *row] for n, row in enumerate(order)]), fine)
    case("only a header", text([HEADER]), {1: "header"})
    case(
        "bytes that are no text in one row",
        sound.encode().replace(b"0002,C", b"0002,\xff\xfe\xc3", 1),
        fine | {number(2): "invalid_bytes"},
    )
    case("nul byte in a row", sound.replace("0002,C", "0002,\x00C"), fine | {number(2): "invalid_bytes"})
    case("very long cell", plain({}, {"Tên thủ tục": "Cấp " * 5_000}, {}), fine | {number(2): "too_long"})


def encodings() -> None:
    sound, fine = plain({}, {}), {number(1): None, number(2): None}
    for name in ("utf-8-sig", "utf-16", "utf-32"):
        case(f"encoded in {name}", sound.encode(name), fine)
    case("utf-16 without a mark", sound.encode("utf-16-le"), fine)
    case("utf-16 big endian", "\ufeff".encode("utf-16-be") + sound.encode("utf-16-be"), fine)
    case("decomposed letters", unicodedata.normalize("NFD", sound), fine)
    case("cp1258", to_cp1258(sound).encode("cp1258"), fine)
    case("tcvn3 bytes", to_tcvn3(sound).encode("latin-1"), fine)
    case("tcvn3 letters in utf-8", to_tcvn3(sound), fine)
    case("vni bytes", to_vni(sound).encode("latin-1"), fine)
    case("vni letters in utf-8", to_vni(sound), fine)
    case("encoded twice", sound.encode().decode("latin-1"), fine)
    twice = "Công an tỉnh".encode().decode("latin-1")
    one("one cell encoded twice", {"Cơ quan": twice}, "double_encoded")
    one("replacement characters", {"Cơ quan": "C\ufffdng an t\ufffdnh"}, "invalid_bytes")
    one("old tone placement", {"Tên thủ tục": "Xoá đăng ký thuỷ sản"}, None)
    one(
        "invisible spaces",
        {"Cơ quan": "Công\u00a0an\u200b tỉnh\u200e", "Hình thức tiếp nhận": "\u00a0Trực tiếp\u200b"},
        None,
    )


TONES = "\u0300\u0301\u0303\u0309\u0323"


def to_cp1258(sound: str) -> str:
    """Tones as characters of their own behind their letter, as that code page has them."""
    letters = []
    for char in sound:
        parts = unicodedata.normalize("NFD", char)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
        letters.append(base + "".join(part for part in parts if part in TONES))
    return "".join(letters)


TCVN3 = dict(
    zip(
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦",
        strict=True,
    )
)
VNI = {"đ": "ñ", "Đ": "Ñ", "ơ": "ô", "ư": "ö", "ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}
for _base, _letters in {
    "a": "àáảãạâầấẩẫậăằắẳẵặ", "e": "èéẻẽẹêềếểễệ", "o": "òóỏõọôồốổỗộ", "u": "ùúủũụ", "y": "ỳýỷỹ",
}.items():  # fmt: skip
    VNI |= {letter: _base + mark for letter, mark in zip(_letters, "øùûõïâàáåãäêèéúüë", strict=False)}
for _base, _letters in {"ô": "ờớởỡợ", "ö": "ừứửữự"}.items():
    VNI |= {letter: _base + mark for letter, mark in zip(_letters, "øùûõï", strict=True)}


def to_tcvn3(sound: str) -> str:
    return "".join(TCVN3.get(char, char) for char in sound)


def to_vni(sound: str) -> str:
    return "".join(VNI.get(char, char) for char in sound)


def dates() -> None:
    received, due, ended = "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả kết quả"
    for form in (
        "2021-01-04", "2021-01-04T08:00:00", "2021-01-04 08:00:00.000", "20210104080000", "20210104", "04-01-2021",
        "4/1/2021", "04.01.2021", "04/01/2021 08:00:59", "08:00 04/01/2021", "2021-01-04T01:00:00Z", "44200",
        "44200.3333", "04/01/2021 8:00 SA", "ngày 04 tháng 01 năm 2021", "'04/01/2021",
    ):  # fmt: skip
        one(f"date as {form}", {received: form}, None)
    for form, code in {
        "31/02/2021": "impossible_date", "29/02/2021": "impossible_date", "00/01/2021": "impossible_date",
        "04/13/2021": "impossible_date", "04/01/2021 25:00": "impossible_date", "04/01/21": "ambiguous_date",
        "hôm qua": "bad_date", "#REF!": "error_cell", "04/01": "bad_date", "2021": "bad_date", "": "missing_value",
        "null": "missing_value", "01/01/1900": "out_of_range_date", "04/01/0021": "out_of_range_date",
        "=TODAY()": "bad_date", "########": "error_cell",
    }.items():  # fmt: skip
        one(f"date {form or 'empty'}", {received: form}, code)
    one(
        "received in the future",
        {received: "04/01/2090", due: "05/01/2090", ended: "", "Trạng thái": ""},
        "future_date",
    )
    one("ended in the future", {ended: "04/01/2090"}, "future_date")
    one("due in the future", {due: "04/01/2040"}, None)
    one("due day without a due date", {due: ""}, "missing_value")
    one("due a century late", {due: "25/01/2121"}, "out_of_range_date")
    one("due before received", {due: "03/01/2021 17:00"}, "due_before_received")
    one("due the same day without a time", {due: "04/01/2021"}, None)
    one("finished before received", {ended: "03/01/2021 09:00"}, "finished_before_received")
    one("finished an hour before received", {ended: "04/01/2021 07:00"}, "finished_before_received")
    one("finished the same day without a time", {ended: "04/01/2021"}, None)
    us = [{received: f"01/{day}/2021", due: f"02/{day}/2021", ended: f"01/{day + 1}/2021"} for day in (13, 20, 25)]
    easy = {received: "01/05/2021", due: "02/03/2021", ended: "01/06/2021"}
    case(
        "month first throughout",
        plain(*us, easy),
        {number(n): "impossible_date" for n in (1, 2, 3)} | {number(4): "ambiguous_date"},
    )
    serial = {received: "44200.33", due: "44221.7", ended: "44214.4"}
    case("all dates as serials", plain(serial, serial, serial), {number(n): None for n in (1, 2, 3)})
    iso = {received: "2021-01-04", due: "2021-01-25", ended: "2021-01-18"}
    case("date forms mixed", plain({}, serial, iso), {number(n): None for n in (1, 2, 3)})


def rules() -> None:
    status, ended, channel = "Trạng thái", "Ngày trả kết quả", "Hình thức tiếp nhận"
    one("no id", {"Mã hồ sơ": ""}, None)
    CASES["no id"] = (CASES["no id"][0], {number(1): None, 3: "missing_id", number(3): None})
    one("id is a dash", {"Mã hồ sơ": "-"}, "missing_id")
    one("id in scientific form", {"Mã hồ sơ": "2.10104E+11"}, "bad_id")
    one("id with spaces around", {"Mã hồ sơ": f" {number(2)} "}, None)
    CASES["id with spaces around"][1][number(2)] = CASES["id with spaces around"][1].pop(f" {number(2)} ")
    one("id as a spreadsheet text", {"Mã hồ sơ": f'="{number(2)}"'}, None)
    CASES["id as a spreadsheet text"][1][number(2)] = CASES["id as a spreadsheet text"][1].pop(f'="{number(2)}"')
    one("no agency", {"Cơ quan": ""}, "missing_value")
    one("no channel", {channel: ""}, "missing_value")
    one("unknown channel", {channel: "Zalo"}, "unknown_channel")
    one("bare number as channel", {channel: "2"}, "unknown_channel")
    one("unknown status", {status: "Đang bay"}, "unknown_status")
    one("unknown rating", {"Mức độ hài lòng": "5 sao"}, "unknown_rating")
    one("unknown return channel", {"Hình thức trả": "Bồ câu"}, "unknown_return_channel")
    one("unknown agency", {"Cơ quan": "Sở Phép thuật"}, None)
    one("unknown procedure", {"Tên thủ tục": "Cấp phép bay bằng chổi"}, None)
    one("channel in capitals", {channel: "TRỰC TUYẾN"}, None)
    one("returned without a date", {ended: ""}, "status_without_end")
    one("withdrawn without a date", {status: "Rút hồ sơ", ended: ""}, "status_without_end")
    one("open with an end date", {status: "Đang giải quyết"}, "status_with_end")
    one("paused with an end date", {status: "Yêu cầu bổ sung"}, "status_with_end")
    one("open", {status: "Đang giải quyết", ended: "", "Hình thức trả": "", "Mức độ hài lòng": ""}, None)
    one("paused", {status: "Yêu cầu bổ sung", ended: ""}, None)
    one("withdrawn", {status: "Rút hồ sơ"}, None)
    one("no status", {status: ""}, None)
    level = [[*HEADER, "Mức độ"], *([*row, "2"] for row in rows({channel: "Trực tuyến"}, {}))]
    case("level 2 online", text(level), {number(1): "level_2_online", number(2): None})
    same = {"Mã hồ sơ": number(1)}
    case("exact repeats", plain(same, same, same), {2: None, 3: "duplicate_exact", 4: "duplicate_exact"})
    case(
        "conflicting repeats",
        plain(same, same | {channel: "Trực tuyến"}, {}),
        {2: "duplicate_conflict", 3: "duplicate_conflict", number(3): None},
    )
    case(
        "repeat of a faulty row",
        plain(same, same | {"Ngày tiếp nhận": "31/02/2021"}, {}),
        {2: "duplicate_conflict", 3: "impossible_date", number(3): None},
    )
    case(
        "every row faulty",
        plain(*({channel: "Zalo"} for _ in range(5))),
        {number(n): "unknown_channel" for n in range(1, 6)},
    )


def workbooks() -> None:
    table = [HEADER, *rows({}, {})]
    fine = {number(1): None, number(2): None}
    case("workbook", sheet(table), fine)
    dated = [
        HEADER,
        *(
            [*r[:5], datetime(2021, 1, 4, 8), datetime(2021, 1, 25, 17), datetime(2021, 1, 18), *r[8:]]
            for r in rows({}, {})
        ),
    ]
    case("workbook with dates", sheet(dated), fine)
    case("workbook of 1904", sheet(dated, options={"date_1904": True}), fine)
    serials = [HEADER, *([*r[:5], 44200.3, 44221.7, 44214.4, *r[8:]] for r in rows({}, {}))]
    case("workbook with bare serials", sheet(serials), fine)
    case(
        "workbook of 1904 with bare serials",
        sheet(
            [HEADER, *([*r[:5], 42738.3, 42759.7, 42752.4, *r[8:]] for r in rows({}, {}))], options={"date_1904": True}
        ),
        fine,
    )
    case(
        "numeric ids",
        sheet([HEADER, *([210104000 + n, *r[1:]] for n, r in enumerate(rows({}, {})))]),
        {"210104000": None, "210104001": None},
    )
    case(
        "ids too long for a number",
        sheet([HEADER, [21010400010000012, *ROW[1:]], rows({}, {})[1]]),
        {2: "bad_id", number(2): None},
    )
    case("table not at the corner", sheet([[], [], *([None, None, *row] for row in table)]), fine)

    def titles(workbook, sheets):
        sheets[0].merge_range(0, 0, 0, 13, "DANH SÁCH HỒ SƠ", workbook.add_format())
        sheets[0].merge_range(4, 0, 4, 13, "I. Công an tỉnh", workbook.add_format())
        sheets[0].write_string(7, 0, "Tổng cộng")
        sheets[0].write_number(7, 5, 2)

    body = [[], [], HEADER, [f"({n})" for n in range(1, 15)], [], *rows({}, {})]
    case(
        "workbook with titles and totals",
        sheet(body, write=titles),
        fine | {1: "title", 3: "header", 4: "numbering", 5: "note", 8: "total"},
    )

    def two_rows(workbook, sheets):
        form = workbook.add_format()
        for column, title in enumerate(HEADER):
            if 5 <= column <= 7:
                sheets[0].write_string(1, column, title.removeprefix("Ngày ").strip())
            else:
                sheets[0].merge_range(0, column, 1, column, title, form)
        sheets[0].merge_range(0, 5, 0, 7, "Ngày", form)

    case("header in two rows", sheet([[], [], *rows({}, {})], write=two_rows), fine | {1: "header", 2: "header"})

    def agency_once(workbook, sheets):
        sheets[0].merge_range(1, 3, 2, 3, "Công an tỉnh", workbook.add_format())

    case("agency merged over rows", sheet(table, write=agency_once), fine)

    def errors(_, sheets):
        sheets[0].write_formula(1, 3, "=A1/0", None, "#DIV/0!")
        sheets[0].write_formula(2, 5, "=DATE(2021,1,4)", None, "")

    case(
        "error and uncached cells", sheet(table, write=errors), {number(1): "error_cell", number(2): "uncached_formula"}
    )

    def cached(_, sheets):
        sheets[0].write_formula(1, 5, "=DATE(2021,1,4)", None, 44200)

    case("cached formula", sheet(table, write=cached), fine)

    def hidden(_, sheets):
        for row, cells in enumerate([HEADER, *rows({"Mã hồ sơ": "H37-OLD-1"})]):
            sheets[1].write_row(row, 0, cells)
        sheets[1].hide()

    case("hidden sheet", sheet(table, write=hidden, names=("a", "b")), fine)

    def second(_, sheets):
        for row, cells in enumerate([HEADER, *rows({"Mã hồ sơ": number(3)})]):
            sheets[1].write_row(row, 0, cells)
        sheets[2].write_string(0, 0, "Hướng dẫn")

    case(
        "several sheets", sheet(table, write=second, names=("Tháng 1", "Tháng 2", "Ghi chú")), fine | {number(3): None}
    )

    def guide_first(_, sheets):
        for row, cells in enumerate(table):
            sheets[1].write_row(row, 0, cells)

    case("guide sheet first", sheet([["Hướng dẫn sử dụng"]], write=guide_first, names=("a", "b")), fine)
    page = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in table)
    case(
        "html named xls",
        f"<html><meta charset=utf-8><table><tr><td colspan=14>DANH SÁCH</td></tr>{page}</table></html>",
        fine,
    )
    spans = page.replace("<td>Công an tỉnh</td>", "<td rowspan=2>Công an tỉnh</td>", 1).replace(
        "<td>Công an tỉnh</td>", ""
    )
    case("html with a row span", f"<table>{spans}</table>", fine)
    case("html without end tags", f"<table>{page.replace('</td>', '').replace('</tr>', '')}</table>", fine)
    case(
        "html with entities and breaks",
        f"<table>{page.replace('Cấp đổi hộ', 'C&#7845;p đổi<br>h&#7897;')}</table>",
        fine,
    )


def json_files() -> None:
    record = {
        "MaHoSo": "000.00.07.H37-210104-0001", "MaTTHC": "1.001456", "TenTTHC": "Cấp hộ chiếu", "TenLinhVuc": "Xuất nhập cảnh",
        "KenhThucHien": "2", "ChuHoSo": "Nguyễn Văn Thử", "NgayTiepNhan": "20210104080000", "NgayHenTra": "20210125170000",
        "TrangThaiHoSo": "10", "NgayKetThucXuLy": "20210118093000", "NgayTra": "20210119080000", "HinhThuc": "1",
        "DonViXuLy": "Công an tỉnh", "HoSoCoThanhPhanSoHoa": "1",
    }  # fmt: skip
    ids = [record["MaHoSo"][:-1] + str(n) for n in range(1, 7)]

    def records(*changes):
        return [record | {"MaHoSo": name} | change for name, change in zip(ids, changes, strict=False)]

    def envelope(*changes) -> str:
        return json.dumps(
            {"service": "DongBoHoSoMC", "isUpdating": "False", "data": records(*changes)}, ensure_ascii=False
        )

    case("national record", envelope({}, {}), dict.fromkeys(ids[:2]))
    case("national record as a bare list", json.dumps(records({}, {})), dict.fromkeys(ids[:2]))
    case(
        "national record line by line", "\n".join(json.dumps(item) for item in records({}, {})), dict.fromkeys(ids[:2])
    )
    changes = [{"KenhThucHien": "9"}, {"TrangThaiHoSo": "99"}, {"NgayTiepNhan": "20210230080000"}, {"NgayKetThucXuLy": "", "NgayTra": ""},
               {"TrangThaiHoSo": "4", "NgayKetThucXuLy": "", "NgayTra": ""}, {"KenhThucHien": ""}]  # fmt: skip
    codes = ["unknown_channel", "unknown_status", "impossible_date", "status_without_end", None, None]
    case("national record with faults", envelope(*changes), dict(zip(ids, codes, strict=True)))
    opencps = {"dossierNo": "CNTBD.210104.00001", "serviceName": "Cấp hộ chiếu", "govAgencyName": "Công an tỉnh", "online": True,
               "receiveDate": "04/01/2021 08:00:00", "dueDate": "25/01/2021 17:00:00", "releaseDate": "18/01/2021 09:30:00",
               "finishDate": "", "dossierStatus": "posting", "viaPostal": 2, "applicantName": "Nguyễn Văn Thử"}  # fmt: skip
    case("opencps dossiers", json.dumps({"total": 1, "data": [opencps]}), {"CNTBD.210104.00001": None})


def refused() -> None:
    case("empty file", b"", "rỗng")
    case("only spaces", b" \n\n \n", "rỗng")
    case("another table", "Tên,Tuổi,Nghề\nA,1,x\nB,2,y\n", "không phải bảng hồ sơ")
    form = [
        ["STT", "Lĩnh vực", "Tổng số", "Trực tuyến", "Trực tiếp", "Từ kỳ trước"],
        ["1", "Đất đai", "10", "5", "5", "0"],
    ]
    case("aggregated form", text(form), "không phải bảng hồ sơ")
    without = HEADER.index("Ngày tiếp nhận")
    case(
        "required column missing",
        text([[c for n, c in enumerate(row) if n != without] for row in [HEADER, ROW]]),
        "Ngày tiếp nhận",
    )
    no_end = HEADER.index("Ngày trả kết quả")
    case(
        "end column missing",
        text([[c for n, c in enumerate(row) if n != no_end] for row in [HEADER, ROW]]),
        "Ngày trả kết quả",
    )
    case("column twice", text([[*HEADER, "Ngày tiếp nhận"], [*ROW, "05/01/2021"]]), "hai lần")
    case("no header", text(rows({}, {})), "không phải bảng hồ sơ")
    noise = bytes((n * 7919 + n * n * 31) % 256 for n in range(5000))
    case("random bytes", noise, "hãy")
    case("truncated workbook", sheet([HEADER, *rows({}, {})])[:3000], "cắt cụt")
    case(
        "zip of something else",
        rezip(sheet([HEADER]), lambda name, data: None if name.startswith("xl/") else data),
        "không phải sổ tính",
    )
    case(
        "protected workbook",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500,
        "mật khẩu",
    )
    case(
        "old word file",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "WordDocument".encode("utf-16-le") + b"\0" * 500,
        "Office 97",
    )
    case("pdf", b"%PDF-1.7\n" + b"x" * 500, "PDF")
    case("gzip", b"\x1f\x8b\x08" + b"x" * 500, "gzip")
    case("truncated json", b'{"data": [{"MaHoSo": "1", "NgayTiep', "cắt cụt")
    case("json without dossiers", b'{"data": [{"a": 1}, {"a": 2}]}', "không phải bảng hồ sơ")
    case("deep json", b"[" * 100_000 + b"]" * 100_000, "hãy")
    case("html without a table", b"<html><body>404 Not Found</body></html>", "không phải bảng hồ sơ")
    hostile_archives()


def hostile_archives() -> None:
    book = sheet([HEADER, *rows({}, {})])
    part = "xl/worksheets/sheet1.xml"
    bomb = b"<worksheet><sheetData>" + b"<row/>" * 5_000_000 + b"</sheetData></worksheet>"
    case("zip bomb", rezip(book, lambda name, data: bomb if name == part else data), "bất thường")
    case(
        "far corner cell",
        sheet([HEADER, *rows({})], write=lambda _, s: s[0].write_string(1_048_575, 16_383, "x")),
        "góc xa",
    )
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "/etc/passwd">]>'
    case(
        "external entity",
        rezip(book, lambda name, data: entity + data.split(b"?>", 1)[1] if name == part else data),
        "thực thể",
    )
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    shared = "xl/sharedStrings.xml"
    case(
        "entities in the shared texts",
        rezip(book, lambda name, data: laughs + data.split(b"?>", 1)[1] if name == shared else data),
        "thực thể",
    )
    stream = io.BytesIO(book)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("../../evil.sh", "x")
    case("path out of the archive", stream.getvalue(), "đường dẫn")
    broken = bytearray(book)
    broken[len(book) // 3 : len(book) // 3 + 200] = struct.pack("200B", *([0x5A] * 200))
    case("damaged archive", bytes(broken), "hỏng")


def hostile_texts() -> None:
    for name, value in {
        "formula": "=HYPERLINK(\"http://x\",\"y\")", "command": "=cmd|'/C calc'!A0", "script": "<script>alert(1)</script>",
        "sql": "'; DROP TABLE raw; --", "path": "../../etc/passwd", "template": "{{7*7}}${7*7}#{7*7}",
        "typst": "#read(\"/etc/passwd\")", "markdown": "[x](javascript:alert(1))", "direction": "Sở \u202eexe.tưhT",
        "emoji": "Sở 🏢 Xây dựng", "backslashes": "C:\\temp\\new", "percent": "%s%n%x", "newline": "Sở\r\nTư pháp",
    }.items():  # fmt: skip
        one(f"hostile agency: {name}", {"Cơ quan": value}, None)
    one("hostile id", {"Mã hồ sơ": "<script>1</script>"}, "bad_id")
    one("id with a path", {"Mã hồ sơ": "../../2021"}, None)
    one("formula as id", {"Mã hồ sơ": "=1+1"}, "bad_id")


def more_structure() -> None:
    fine = {number(1): None, number(2): None, number(3): None}
    sound, both = plain({}, {}, {}), [HEADER, *rows({}, {}, {})]
    case(
        "two files with a mark, one after the other",
        ("\ufeff" + plain({}) + "\ufeff" + plain({}, {})).replace("0001,", "0003,", 1),
        fine | {3: "header"},
    )
    case("line break of windows within quotes", plain({}, {"Tên thủ tục": "Cấp\nđổi"}, {}).replace("\n", "\r\n"), fine)
    case("page breaks", sound.replace("H37-210104-0002", "\x0cH37-210104-0002"), fine)
    case("end of file sign of dos", sound + "\x1a", fine | {5: "blank"})
    case("long blank tail", sound + "\n" * 30_000, fine | {30_004: "blank"})
    case("carets", text(both, delimiter="^"), fine)
    case(
        "commas within a semicolon file",
        text([HEADER, *rows({"Tên thủ tục": "Cấp, đổi, cấp lại"}, {}, {})], delimiter=";"),
        fine,
    )
    case("spaces around the delimiters", "".join(" , ".join(row) + "\n" for row in both), fine)
    case(
        "a comma without quotes",
        sound.replace("Công an tỉnh", "Công an tỉnh, phòng A", 1),
        fine | {number(1): "long_row"},
    )
    case("last cell missing", sound.replace(",0900000001\n", "\n", 1), fine | {number(1): "short_row"})
    short = {number(n): None for n in (2, 4, 6)} | {2: "short_row", 4: "short_row", 6: "short_row", 7: None}
    lines = plain(*[{}] * 6).split("\n")
    case(
        "several short rows down to the end",
        "\n".join(line[:60] if n in (1, 3, 5) else line for n, line in enumerate(lines)),
        short,
    )
    subtotal = "Cộng Công an tỉnh" + "," * 5 + "2" + "," * 8 + "\n"
    case(
        "subtotals",
        sound.replace("H37-210104-0003", subtotal + "H37-210104-0003") + "Tổng số: 3 hồ sơ\n",
        fine | {4: "total", 6: "total"},
    )
    case(
        "group names without cells",
        sound.replace("H37-210104-0002", "II. SỞ TƯ PHÁP\nH37-210104-0002"),
        fine | {3: "note"},
    )
    numbered = [
        ["STT", *HEADER],
        *([str(n), *row] for n, row in enumerate(rows({}, {}, {}), 1)),
        ["Tổng cộng", *[""] * 13, "3"],
    ]
    case("total in the first column", text(numbered), fine | {5: "total"})
    case("header twice", text([HEADER, *both]), fine | {2: "header"})
    title = '"DANH SÁCH HỒ SƠ\nTừ ngày 01/01/2021\nđến ngày 31/03/2021"' + "," * 13 + "\n"
    case("title over three lines", title + sound, fine | {1: "title", 4: "header"})
    case("agency under two titles", text([[*row, "x" if n else "Cơ quan xử lý"] for n, row in enumerate(both)]), fine)


def more_encodings() -> None:
    sound, fine = plain({}, {}, {}), {number(1): None, number(2): None, number(3): None}
    case("utf-16 big endian without a mark", sound.encode("utf-16-be"), fine)
    case(
        "half a surrogate in utf-16",
        sound.encode("utf-16-le").replace("0002".encode("utf-16-le"), "0002".encode("utf-16-le") + b"\x00\xd8", 1),
        {number(1): None, 3: "invalid_bytes", number(3): None},
    )
    old = to_cp1258(text(rows({}, {})[1:])).encode("cp1258")
    case(
        "one old line in a utf-8 file",
        plain({}).encode() + old + text(rows({}, {}, {})[2:]).encode(),
        fine | {number(2): "invalid_bytes"},
    )
    case(
        "invalid bytes in a name",
        sound.encode().replace("Nguyễn".encode(), b"Nguy\xffn", 1),
        fine | {number(1): "invalid_bytes"},
    )
    case(
        "overlong byte sequence",
        sound.encode().replace(b"0002,C", b"0002,\xc0\xafC", 1),
        fine | {number(2): "invalid_bytes"},
    )
    one("channel encoded twice", {"Hình thức tiếp nhận": "Trực tiếp".encode().decode("latin-1")}, "double_encoded")
    one("decomposed agency among composed ones", {"Cơ quan": unicodedata.normalize("NFD", "Công an tỉnh")}, None)
    case(
        "tcvn3 with capitals",
        to_tcvn3(sound.replace("Công an tỉnh", "CÔNG AN TỈNH")).encode("latin-1", "replace"),
        fine,
    )


def more_dates() -> None:
    received, due, ended = "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả kết quả"
    for form, code in {
        "24:00 04/01/2021": "impossible_date", "04/01/2021 08:60": "impossible_date", "31/04/2021": "impossible_date",
        "20210431080000": "impossible_date", "0000-00-00 00:00:00": "impossible_date", "4/1/21": "ambiguous_date",
        "04-Jan-2021": None, "1609722000": "bad_date", "99999": "bad_date", "4.42E+04": "bad_date",
        "04/01/2O21": "bad_date", "04//01/2021": "bad_date", "31/12/1999": "out_of_range_date",
        "31/12/9999": "future_date", "04/01/2021 08h00": None, "44200,5": None, "04/01/2021\u00a008:00": None,
        "2021-01-04 08:00:00+07:00": None, "2021/01/04": None,
    }.items():  # fmt: skip
        one(f"received {form}", {received: form}, code)
    one("leap day", {received: "29/02/2020 08:00"}, None)
    one("due a minute before received", {due: "04/01/2021 07:59"}, "due_before_received")
    one("due at midnight of the same day", {due: "04/01/2021 00:00"}, None)
    us = [{received: f"01/{n}/2021", due: f"02/{n}/2021", ended: f"01/{n}/2021"} for n in range(13, 25)]
    easy = {received: "01/05/2021", due: "02/05/2021", ended: "01/06/2021"}
    case(
        "american dates, one that could be ours",
        plain(*us, easy),
        {number(n): "impossible_date" for n in range(1, 13)} | {number(13): "ambiguous_date"},
    )


def more_texts() -> None:
    for name, value in {
        "minus": "-2+3", "tab and formula": "\t=1", "bell": "Sở\x07", "colours of a terminal": "\x1b[31mSở",
        "paragraph sign": "Sở\u2028Tư", "joiners": "Sở\u200d Tư\u200c pháp", "dde": 'DDE("cmd";"/C calc";"x")',
        "html entities": "C&#244;ng an", "letters lost": "C?ng an t?nh",
    }.items():  # fmt: skip
        one(f"strange agency: {name}", {"Cơ quan": value}, None)
    one("id with a long dash", {"Mã hồ sơ": "H37–0001"}, "bad_id")
    one("id as a sentence", {"Mã hồ sơ": "Hồ sơ 1"}, "bad_id")
    one("id with an invisible sign", {"Mã hồ sơ": number(2) + "\u202e"}, None)
    CASES["id with an invisible sign"][1][number(2)] = CASES["id with an invisible sign"][1].pop(number(2) + "\u202e")
    invisible = plain({}, {"Mã hồ sơ": f" {number(1)}\u200b"}, {})
    case("an id again, with spaces", invisible, {2: None, 3: "duplicate_exact", number(3): None})
    other = {"Mã hồ sơ": number(1), "Người nộp": "Trần Thị Thử"}
    case(
        "repeat under another name of a person", plain({}, other, {}), {2: None, 3: "duplicate_exact", number(3): None}
    )


def more_workbooks() -> None:
    table, fine = [HEADER, *rows({}, {})], {number(1): None, number(2): None}
    book, part = sheet(table), "xl/worksheets/sheet1.xml"
    case(
        "sheet cut off within the archive",
        rezip(book, lambda name, data: data[:-400] if name == part else data),
        "hỏng",
    )
    far = b'<row r="1"><c r="XFD1048576"><v>1</v></c></row><row r="2"'
    for name, cell in {"double": far, "single": far.replace(b'"', b"'", 4)}.items():
        case(
            f"far corner in a near row, {name} quotes",
            rezip(book, lambda name, data, cell=cell: data.replace(b'<row r="2"', cell, 1) if name == part else data),
            "góc xa",
        )
    case(
        "texts that unpack without end",
        rezip(
            book,
            lambda name, data: (
                data.replace(b"</sst>", b"<si><t>" + b"A" * 30_000_000 + b"</t></si></sst>")
                if "shared" in name
                else data
            ),
        ),
        "bất thường",
    )
    case("bytes after the archive", book + b"x" * 1000, fine)
    case("sheet with a password for changes", sheet(table, write=lambda _, s: s[0].protect("x")), fine)
    case(
        "serials as texts",
        sheet([HEADER, *([*r[:5], "44200.333333", "44221.708", "44214.39", *r[8:]] for r in rows({}, {}))]),
        fine,
    )
    case(
        "ids with zeros in front",
        sheet([HEADER, *([n, *r[1:]] for n, r in zip(["000123", "000124"], rows({}, {}), strict=True))]),
        {"000123": None, "000124": None},
    )

    def reversed_second(_, sheets):
        for row, cells in enumerate([HEADER[::-1], *(r[::-1] for r in rows({"Mã hồ sơ": number(5)}))]):
            sheets[1].write_row(row, 0, cells)

    case(
        "second sheet in another order", sheet(table, write=reversed_second, names=("a", "b")), fine | {number(5): None}
    )

    def three_rows(workbook, sheets):
        sheets[0].merge_range(0, 5, 0, 7, "Thời gian", workbook.add_format())
        sheets[0].merge_range(1, 5, 1, 7, "Ngày", workbook.add_format())
        for column, title in enumerate(HEADER):
            sheets[0].write_string(2, column, title.removeprefix("Ngày "))

    case("header in three rows", sheet([[], [], [], *rows({}, {})], write=three_rows), fine | {3: "header"})
    page = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in table)
    case(
        "html in windows-1258",
        ('<html><meta charset="windows-1258"><table>' + to_cp1258(page) + "</table>").encode(
            "cp1258", "xmlcharrefreplace"
        ),
        fine,
    )
    case("html table within a table", f"<table><tr><td><table>{page}</table></td></tr></table>", fine)
    case(
        "html with endless spans",
        "<table><tr>" + "<td colspan=99999 rowspan=99999>x</td>" * 2000 + "</tr></table>",
        "không phải bảng hồ sơ",
    )
    entity = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "/etc/passwd">]>'
    case(
        "html with an entity of its own",
        f"{entity}<html><table>{page.replace('Công an tỉnh', '&e;')}</table></html>",
        fine,
    )
    old_sheet(table, fine)
    case(
        "web archive without a table",
        "MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html></html>",
        "không phải bảng hồ sơ",
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.csv", plain({}))
    case("zip of csv files", stream.getvalue(), "giải nén")


def old_sheet(table: list[list[str]], fine: Expected) -> None:
    """The XML of Excel 2003, and what may be wrong with it."""

    def workbook(more: str = "") -> str:
        cells = ("".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) for row in table)
        body = "".join(f"<Row>{row}</Row>" for row in cells)
        space = "urn:schemas-microsoft-com:office:spreadsheet"
        title = '<Row><Cell ss:MergeAcross="13"><Data ss:Type="String">DANH SÁCH</Data></Cell></Row>'
        return (
            f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="S"><Table>'
            f'{title}{body}{more}</Table></Worksheet><Worksheet ss:Name="ẩn"><Table>{body}</Table><WorksheetOptions>'
            "<Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"
        )

    error = "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in [number(3), *ROW[1:9]])
    error = f'<Row>{error}<Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>'
    case("xml workbook", workbook(error), fine | {1: "title", 2: "header", number(3): "error_cell"})
    case("xml workbook with a far row", workbook('<Row ss:Index="9999999"><Cell/></Row>'), "góc xa")
    case("xml workbook cut off", workbook()[:-300], "hỏng")
    case("xml workbook with a wrong number", workbook('<Row ss:Index="x"><Cell/></Row>'), "hỏng")
    entity = workbook().replace("<Workbook", '<!DOCTYPE a [<!ENTITY e "x">]><Workbook', 1)
    case("xml workbook with an entity", entity, "thực thể")


def more_records() -> None:
    record = {"MaHoSo": "A-1", "TenTTHC": "Cấp hộ chiếu", "KenhThucHien": "2", "NgayTiepNhan": "20210104080000", "NgayHenTra": "20210125170000",
              "TrangThaiHoSo": "10", "NgayKetThucXuLy": "20210118093000", "NgayTra": "20210119080000", "DonViXuLy": "Công an tỉnh"}  # fmt: skip
    second = record | {"MaHoSo": "A-2"}
    both, fine = [record, second], {"A-1": None, "A-2": None}
    table = [list(record), list(record.values()), ["A-2", "x", "1", "20210104080000", "", "4", "", "", "Sở A"]]
    case("national record as csv", text(table), fine)
    case("national record as a workbook", sheet(table), fine)
    lines = json.dumps(record) + '\n{"MaHoSo": \n' + json.dumps(second) + "\n"
    case("one bad line among json lines", lines, {1: None, 2: "not_a_record", 3: None})
    case(
        "what is no record",
        json.dumps({"data": [record, None, 5, "x", second]}),
        {1: None, 2: "not_a_record", 3: "not_a_record", 4: "not_a_record", 5: None},
    )
    case("records deep in a response", json.dumps({"result": {"error_code": "0", "data": {"items": both}}}), fine)
    case("records as a text", json.dumps({"data": json.dumps(both)}), fine)
    case("records in utf-16", json.dumps(both, ensure_ascii=False).encode("utf-16"), fine)
    case(
        "numbers and nulls",
        json.dumps([record | {"KenhThucHien": 2, "NgayTiepNhan": 20210104080000}, second | {"NgayHenTra": None}]),
        fine,
    )
    case(
        "a key that one record lacks",
        json.dumps([record, {k: v for k, v in second.items() if k != "NgayTiepNhan"}]),
        {"A-1": None, "A-2": "missing_value"},
    )
    case(
        "refused on a day",
        json.dumps(
            [record | {"TrangThaiHoSo": "8", "NgayKetThucXuLy": "", "NgayTra": "", "NgayTuChoi": "20210110080000"}]
        ),
        {"A-1": None},
    )
    case(
        "pretty json cut off at a brace",
        json.dumps(both, indent=0).rsplit("}", 1)[0].rsplit(",", 3)[0] + "}",
        "cắt cụt",
    )
    case("rows of json cut off", "[\n" + json.dumps(record) + ",\n" + json.dumps(second), "cắt cụt")
    step = {"MaHoSo": "A-1", "ThoiDiemXuLy": "20210104080000", "TrangThai": "2"}
    case(
        "step log of the portal",
        json.dumps({"data": [step, step, step | {"TrangThai": "77"}, step | {"ThoiDiemXuLy": ""}]}),
        {1: None, 2: "duplicate_exact", 3: "unknown_status", 4: "missing_value"},
    )
    epar = [
        [
            "C_RECORD_NO",
            "C_RECEIVE_DATE",
            "C_RETURN_DATE",
            "C_BIZ_DONE_DATE",
            "C_CLEAR_DATE",
            "C_REJECTED",
            "C_REJECT_DATE",
            "C_IS_INTERNET_RECORD",
            "C_DELETED",
        ]
    ]
    epar += [[f"A-{n}", "04-01-2021", "25-01-2021", *cells] for n, cells in enumerate([
        ["18-01-2021", "19-01-2021", "0", "", "1", "0"], ["", "", "2", "10-01-2021", "0", "0"], ["", "", "0", "", "0", "1"],
        ["", "", "1", "", "0", "0"], ["", "", "1", "01-01-2021", "0", "0"]], 1)]  # fmt: skip
    case(
        "record table of e-par",
        text(epar),
        {"A-1": None, "A-2": None, "A-3": "deleted", "A-4": "status_without_end", "A-5": "finished_before_received"},
    )
    register = [
        "TT",
        "Họ tên, địa chỉ người nộp hồ sơ",
        "Nội dung công việc cần giải quyết",
        "Ngày nhận hồ sơ",
        "Ngày hẹn trả hồ sơ",
        "Ngày ký hồ sơ",
        "Ngày trả thực tế",
    ]
    book = [["SỔ THEO DÕI"], ["Từ ngày 01-01-2021"], register]
    book += [[str(n), "A", "Khai sinh", day, "11-01-2021", "", ""] for n, day in enumerate(["04-01-2021", "x"], 1)]
    case("register of e-par without its profile", text(book), {1: "title", 3: "header", 4: None, 5: "bad_date"})


def vendor_titles() -> None:
    """Titles as other vendors write them, headers that come again, and columns that change places further down."""
    fine, body = {number(1): None, number(2): None, number(3): None}, rows({}, {}, {})
    remarks = [
        *HEADER[:5],
        "Ngày tiếp nhận (dd/mm/yyyy)",
        "Ngày hẹn trả (theo quy định)",
        "Ngày trả kết quả (nếu có)",
        *HEADER[8:],
    ]
    numbered = [f"({n}) {title}" for n, title in enumerate(HEADER, 1)]
    short = [
        "MÃ HS",
        "TÊN TTHC",
        "Lĩnh vực",
        "ĐV giải quyết",
        "HT tiếp nhận",
        "Ngày nhận HS",
        "Ngày hẹn trả KQ",
        "Ngày trả KQ",
        *HEADER[8:],
    ]
    others = ["Số biên nhận hồ sơ", *HEADER[1:3], "Đơn vị thụ lý", "Kênh tiếp nhận hồ sơ", "Thời điểm tiếp nhận", "Thời gian hẹn trả",
              "Ngày trả kết quả thực tế", "Kênh trả kết quả", "Trạng thái xử lý", "Đánh giá mức độ hài lòng", *HEADER[11:]]  # fmt: skip
    for name, titles in {"remarks": remarks, "numbers": numbered, "short words": short, "other words": others}.items():
        case(f"titles with {name}", text([titles, *body]), fine | {1: "header"})
    english = ["Dossier code", "Procedure", "Field", "Agency", "Channel", "Received", "Due", "Returned", "Return channel", "Status",
               "Satisfaction", "Applicant", "Citizen id", "Phone"]  # fmt: skip
    case("english header below", text([HEADER, english, *body]), fine | {2: "header"})
    upper = [title.split()[0] if "Ngày" in title else title for title in HEADER]
    lower = [title.removeprefix("Ngày ") if "Ngày" in title else "" for title in HEADER]
    pages = [line for row in body for line in (upper, lower, row)]
    case("header of two rows on every page", text(pages), fine | {1: "header", 4: "header", 5: "header", 8: "header"})

    def swapped(row: list[str]) -> list[str]:
        return [*row[:6], row[7], row[6], *row[8:]]

    late = rows({}, {"Ngày trả kết quả": "26/01/2021 08:00"}, {})
    below = [HEADER, late[0], swapped(HEADER), swapped(late[1])]
    # Read by the first header, the second one's due date would be the later one, and nothing would be late.
    case("header in another order below", text(below), {number(1): None, number(2): None, 3: "header"})
    case(
        "rows in another delimiter",
        ",".join(HEADER) + "\n" + text(body, delimiter=";"),
        {2: "short_row", 4: "short_row"},
    )
    case("zeros at the end", plain({}, {}, {}).encode() + b"\0" * 4096, fine | {5: "blank"})
    spelled = plain({"Cơ quan": "UBND XÃ A", "Mã hồ sơ": number(1)}, {"Cơ quan": "UBND xã A", "Mã hồ sơ": number(1)})
    case("an unknown agency in two spellings", spelled, {2: None, 3: "duplicate_exact"})


def vendor_sheets() -> None:
    """Workbooks as other programs write them: the cells with errors have to be found in each."""
    table, fine = [HEADER, *rows({}, {}, {})], {number(1): None, number(2): "error_cell", number(3): None}
    part = "xl/worksheets/sheet1.xml"
    book = sheet(table, write=lambda _, sheets: sheets[0].write_formula(2, 3, "=NA()", None, "#N/A"))

    def edited(change) -> bytes:
        return rezip(book, lambda name, data: change(data) if name == part else data)

    def prefixed(data: bytes) -> bytes:
        return re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", data).replace(b" xmlns=", b" xmlns:x=")

    case("error cell in prefixed elements", edited(prefixed), fine)
    case("error cell in single quotes", edited(lambda data: data.replace(b't="e"', b"t='e'")), fine)
    case("error cell without an address", edited(lambda data: re.sub(rb' r="[A-Z]*\d+"', b"", data)), fine)
    elsewhere = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(elsewhere, "w") as moved:
        for name in old.namelist():
            data = old.read(name).replace(b"worksheets/sheet1.xml", b"data/one.xml")
            moved.writestr(name.replace("worksheets/sheet1.xml", "data/one.xml"), data)
    case("error cell in a part of another name", elsewhere.getvalue(), fine)
    case("error cell in a binary workbook", binary_workbook(table, error=(2, 3)), fine)
    case("flat opendocument", flat_document(table, error=(2, 3)), fine)
    case("flat opendocument repeated without end", flat_document(table, error=(2, 3), times=1_000_000), "góc xa")

    def one_more(_, sheets):
        for row, cells in enumerate([[*HEADER, "Mức độ"], [*rows({"Mã hồ sơ": number(9)})[0], "4"]]):
            sheets[1].write_row(row, 0, cells)
        for row, cells in enumerate([HEADER[:6], ROW[:6]]):
            sheets[2].write_row(row, 0, cells)

    case(
        "sheets with a column more and with too few",
        sheet(table, write=one_more, names=("a", "b", "c")),
        {number(2): None, number(9): None},
    )
    page = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in table)
    head = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n'
    frames = "--b\nContent-Type: text/html\n\n<html><frameset></frameset></html>\n"
    body = quopri.encodestring(f"<html><table>{page}</table></html>".encode()).decode()
    part_head = "--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    case("web archive", f"{head}{frames}{part_head}{body}\n--b--\n", fine | {number(2): None})
    old = bytearray((Path(__file__).parent / "legacy.xls").read_bytes())
    struct.pack_into("<H", old, old.find(struct.pack("<HH", 0x0809, 16)) + 20, 0x2F)
    case("old workbook with a password", bytes(old), "mật khẩu")
    listed = b'<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    document = (Path(__file__).parent / "legacy.ods").read_bytes()
    locked = rezip(
        document,
        lambda name, data: data.replace(b"</manifest:m", listed + b"</manifest:m") if "META" in name else data[::-1],
    )
    case("opendocument with a password", locked, "mật khẩu")


def binary_workbook(table: list[list[str]], *, error: tuple[int, int]) -> bytes:
    """A minimal xlsb whose cell `error` holds #N/A."""

    def number_of(value: int) -> bytes:
        return bytes([value & 0x7F | 0x80, value >> 7]) if value > 0x7F else bytes([value])

    def record(kind: int, data: bytes = b"") -> bytes:
        return number_of(kind) + number_of(len(data)) + data

    def wide(cell: str) -> bytes:
        return struct.pack("<I", len(cell)) + cell.encode("utf-16-le")

    body = record(129) + record(148, struct.pack("<4I", 0, len(table) - 1, 0, 13)) + record(145)
    for row, cells in enumerate(table):
        body += record(0, struct.pack("<IIHHBBI", row, 0, 300, 0, 0, 0, 0))
        for column, cell in enumerate(cells):
            place = struct.pack("<II", column, 0)
            body += record(3, place + b"\x2a") if (row, column) == error else record(6, place + wide(cell))
    names = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("a")) + record(144)
    space, kinds = (
        "http://schemas.openxmlformats.org/package/2006/",
        "http://schemas.openxmlformats.org/officeDocument/2006/",
    )
    link = f'<Relationships xmlns="{space}relationships"><Relationship Id="rId1" Type="{kinds}relationships/%s" Target="%s"/>'
    types = (
        f'<Types xmlns="{space}content-types"><Default Extension="bin" ContentType="application/vnd.ms-excel"/></Types>'
    )
    parts = {
        "[Content_Types].xml": types, "_rels/.rels": link % ("officeDocument", "xl/workbook.bin") + "</Relationships>",
        "xl/workbook.bin": names + record(132), "xl/worksheets/sheet1.bin": body + record(146) + record(130),
        "xl/_rels/workbook.bin.rels": link % ("worksheet", "worksheets/sheet1.bin") + "</Relationships>",
    }  # fmt: skip
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def flat_document(table: list[list[str]], *, error: tuple[int, int], times: int = 1) -> str:
    """A minimal fods whose cell `error` holds #N/A; its last row may be repeated."""
    spaces = {"office": "office", "table": "table", "text": "text"}
    named = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in spaces)
    calc = ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    body = ""
    for row, cells in enumerate(table):
        repeated = f' table:number-rows-repeated="{times}"' if row == len(table) - 1 else ""
        body += f"<table:table-row{repeated}>"
        for column, cell in enumerate(cells):
            wrong = ' table:formula="of:=NA()" calcext:value-type="error"' if (row, column) == error else ""
            body += f"<table:table-cell{wrong}><text:p>{'#N/A' if wrong else cell}</text:p></table:table-cell>"
        body += "</table:table-row>"
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    sheets = f'<office:spreadsheet><table:table table:name="a">{body}{empty}</table:table></office:spreadsheet>'
    return f'<?xml version="1.0"?><office:document{named}{calc}><office:body>{sheets}</office:body></office:document>'


def somebodys_numbers() -> None:
    """Numbers of people where an id should stand, and ids of figures that are nobody's."""
    for name, change in {
        "a phone": {"Mã hồ sơ": "0912345678"}, "a phone in groups": {"Mã hồ sơ": "0912.345.678"},
        "a citizen number": {"Mã hồ sơ": "079203001234"}, "a phone with 84": {"Mã hồ sơ": "84912345678"},
        "the row's own number": {"Mã hồ sơ": "123456789", "CCCD": "123456789"},
        "a number within": {"Mã hồ sơ": "H37-079203001234"},
    }.items():  # fmt: skip
        case(f"id is {name}", plain({}, change, {}), {number(1): None, 3: "bad_id", number(3): None})
    for name, ids in {"zeros in front": "00000000012", "twelve figures": "20210104000"}.items():
        own = {f"{ids}{n}": None for n in (1, 2, 3)}
        case(f"ids of figures with {name}", plain(*({"Mã hồ sơ": key} for key in own)), own)
    case("citizen number first in a broken row", plain({}) + "079203001234,A,B\n", {number(1): None, 3: "short_row"})
    received, ended = "Ngày tiếp nhận", "Ngày trả kết quả"
    foreign = [{received: f"01/{day}/2021", ended: f"01/{day}/2021"} for day in (13, 15, 20)]
    case(
        "year first beside a month-first column",
        plain(*foreign, {received: "2021-01-04"}, {received: "05/01/2021"}),
        {number(1): "impossible_date", number(4): None, number(5): "ambiguous_date"},
    )
    broken = {
        "MaHoSo": "A-1",
        "KenhThucHien": "2",
        "NgayTiepNhan": "20210104080000",
        "TrangThaiHoSo": "4",
        "NgayTra": "",
    }
    lost = [broken | {"MaHoSo": f"A-{n}", "DonViXuLy": name} for n, name in enumerate(["Sở A", "S\ud800", "Sở\0A"], 1)]
    case("letters lost in json", json.dumps(lost), {1: None, 2: "invalid_bytes", 3: "invalid_bytes"})


def build() -> dict[str, tuple[bytes, Expected]]:
    """Every case by name."""
    first = (structure, encodings, dates, rules, workbooks, json_files, refused, hostile_texts)
    vendors = (vendor_titles, vendor_sheets, somebodys_numbers)
    for add in (*first, *vendors, more_structure, more_encodings, more_dates, more_texts, more_workbooks, more_records):
        add()
    return CASES

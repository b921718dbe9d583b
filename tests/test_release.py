"""Reading releases: numbers, periods, labels, and the labelled texts as a whole."""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onestop_analysis.errors import UserError
from onestop_analysis.periods import parse_period
from onestop_analysis.sources.release import extract
from onestop_analysis.sources.release.files import decode_release, html_text, read_release
from onestop_analysis.sources.release.lexicon import lexicon

FOLDER = Path(__file__).parent / "data" / "releases"
TEXTS = sorted(FOLDER.glob("*.txt"))


def read(text):
    """(measure, breakdown, value or rate, share) of every figure."""
    return [
        (c.measure, dict(c.breakdown), c.value if c.value is not None else c.printed, c.share)
        for c in extract(text).claims
    ]


def only(text):
    (claim,) = extract(text).claims
    return claim


def figures(rows):
    return Counter(
        (row["measure"], tuple(sorted(row["breakdown"].items())), row["value"] or row["printed"]) for row in rows
    )


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_labelled_texts_are_read(path):
    """Every figure of a labelled text is found with its measure and breakdown, and nothing else is."""
    labels = json.loads(path.with_suffix(".json").read_text("utf-8"))["figures"]
    found = [claim.to_json() for claim in extract(path.read_text("utf-8")).claims]
    expected, actual = (
        Counter(
            (f["measure"], tuple(sorted((k, v.lower()) for k, v in f["breakdown"].items())), f["value"]) for f in rows
        )
        for rows in (labels, found)
    )

    assert actual == expected


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("path", TEXTS[::6], ids=lambda path: path.stem)
def test_spans_are_places_in_the_text_as_given(path, form):
    """A span cuts the printed number out of the very text that was given, composed or not."""
    text = unicodedata.normalize(form, path.read_text("utf-8"))
    release = extract(text)

    assert release.claims
    for claim in release.claims:
        first, last = claim.spans[0]
        assert text[first:last] == claim.printed
        assert text[:first].count("\n") + 1 == claim.line


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "approx"),
    [
        ("Tiếp nhận 28.869 hồ sơ.", 28869, 28869, 28869, None),
        ("Tiếp nhận 28,869 hồ sơ.", 28869, 28869, 28869, None),
        ("Tiếp nhận 1038 hồ sơ.", 1038, 1038, 1038, None),
        ("Tiếp nhận 04 hồ sơ.", 4, 4, 4, None),
        ("Tiếp nhận 59,72 ngàn hồ sơ.", 59720, 59715, 59725, None),
        ("Tiếp nhận hơn 59 ngàn hồ sơ.", 59000, 59000, 60000, "over"),
        ("Tiếp nhận gần 43 nghìn hồ sơ.", 43000, 42000, 43000, "nearly"),
        ("Tiếp nhận khoảng 5.600 hồ sơ.", 5600, 5500, 5700, "about"),
        ("Thu phí gần 4,8 tỷ đồng.", 4_800_000_000, 4_700_000_000, 4_800_000_000, "nearly"),
        ("tiếp nhậnhơn4.500 hồ sơ", 4500, 4500, 4600, "over"),
        ("Không phát sinh hồ sơ trễ hạn.", 0, 0, 0, None),
    ],
)
def test_numbers_keep_what_they_can_stand_for(text, value, low, high, approx):
    """Separators, words for thousands and qualifiers give a value and its bounds."""
    claim = only(text)

    assert (claim.value, claim.low, claim.high, claim.approx) == (value, low, high, approx)


@pytest.mark.parametrize("share", ["99,4%", "99.4%", "99,4 %"])
def test_a_share_belongs_to_its_count(share):
    """A share in brackets is kept with the count before it, as printed."""
    claim = extract(f"Giải quyết 1.456 hồ sơ, đúng hạn 1.447 hồ sơ (tỷ lệ {share}).").claims[1]

    assert (claim.share, claim.share_printed, claim.base) == (Decimal("99.4"), share, "f1")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Quý I/2021 tiếp nhận 5 hồ sơ.", date(2021, 1, 1), date(2021, 3, 31)),
        ("Ba tháng đầu năm 2021 tiếp nhận 5 hồ sơ.", date(2021, 1, 1), date(2021, 3, 31)),
        ("Tháng 02/2021 tiếp nhận 5 hồ sơ.", date(2021, 2, 1), date(2021, 2, 28)),
        ("Từ 2.1.2018 đến 17.5.2018 tiếp nhận 5 hồ sơ.", date(2018, 1, 2), date(2018, 5, 17)),
        ("Từ ngày 15/12/2021 đến ngày 14/3/2022 tiếp nhận 5 hồ sơ.", date(2021, 12, 15), date(2022, 3, 14)),
        ("Tháng 10-2025. Kỳ 21-9 đến 20-10, tiếp nhận 5 hồ sơ.", date(2025, 9, 21), date(2025, 10, 20)),
        ("6 tháng cuối năm 2020 tiếp nhận 5 hồ sơ.", date(2020, 7, 1), date(2020, 12, 31)),
        ("In the first quarter of 2022 the centre received 5 dossiers.", date(2022, 1, 1), date(2022, 3, 31)),
    ],
)
def test_periods(text, start, end):
    """Named and explicit periods become first and last day."""
    assert only(text).period == (start, end)


def test_the_given_period_is_used_where_the_text_names_none():
    """A caller that knows the period says so."""
    period = parse_period("2021-Q1")

    assert extract("Tiếp nhận 5 hồ sơ.", period=period).claims[0].period == (period.start, period.end)


@pytest.mark.parametrize(
    "text",
    [
        "Thực hiện Nghị định số 61/2018/NĐ-CP và Kế hoạch 12/KH-UBND.",
        "Điện thoại 0205.3812.345, làm việc từ 7h30, hỗ trợ 24/7.",
        "Trung tâm có 15 quầy, 42 công chức của 19 sở, ngành.",
        "Dịch vụ công trực tuyến mức độ 3, 4 tại Trung tâm.",
        "100% các TTHC được cập nhật trên phần mềm.",
        "Trung bình mỗi ngày tiếp nhận 230 hồ sơ.",
    ],
)
def test_other_numbers_are_no_figures(text):
    """Decrees, telephones, hours, counters, service levels and averages are left alone."""
    assert extract(text).claims == ()


def test_overdue_depends_on_what_it_is_part_of():
    """'Quá hạn' is a late result under results, an overdue dossier under open ones, both in one text."""
    found = read("Giải quyết 50 hồ sơ (48 đúng hạn, 2 quá hạn); đang giải quyết 9 hồ sơ (8 trong hạn, 1 quá hạn).")

    assert ("resolved", {"timeliness": "late"}, 2, None) in found
    assert ("pending", {"deadline_state": "overdue"}, 1, None) in found


def test_merged_categories_stay_merged():
    """'Trực tiếp và bưu chính', 'đúng và trước hạn' are values of their own, never split."""
    found = read("Tiếp nhận trực tiếp và qua bưu chính công ích 8 hồ sơ, giải quyết trước hạn, đúng hạn 7 hồ sơ.")

    assert [row[1] for row in found] == [{"channel": "in_person_or_post"}, {"timeliness": "early_or_on_time"}]


def test_a_repeated_figure_is_listed_once():
    """A figure that the text repeats keeps all its places."""
    release = extract("Giải quyết 28.869 hồ sơ. Đã giải quyết 28.869 hồ sơ, trễ hạn 4 hồ sơ.")

    assert [(claim.printed, len(claim.spans)) for claim in release.claims] == [("28.869", 2), ("4", 1)]


def test_html_text_keeps_lines_and_cells():
    """Blocks become lines, cells keep a mark between them, scripts vanish."""
    page = "<html><style>p{}</style><script>5</script><p>Tiếp nhận <b>5</b> hồ sơ</p>"
    page += "<table><tr><td>Sở A</td><td>7</td></tr></table>"

    assert html_text(page) == "Tiếp nhận 5 hồ sơ\nSở A\t7\t"


def test_an_html_table_is_read():
    """A table of a page gives the same figures as its text."""
    rows = [("Đơn vị", "Tiếp nhận", "Đã giải quyết", "Đang giải quyết"), ("Sở Y tế", "412", "400", "12")]
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)

    assert [row[:3] for row in read(html_text(f"<html><table>{cells}</table></html>"))] == [
        ("received", {"agency": "Sở Y tế"}, 412),
        ("resolved", {"agency": "Sở Y tế"}, 400),
        ("pending", {"agency": "Sở Y tế"}, 12),
    ]


def docx(*paragraphs):
    buffer = io.BytesIO()
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        "Tiếp nhận 5 hồ sơ".encode(),
        "\ufeffTiếp nhận 5 hồ sơ".encode(),
        "Tiếp nhận 5 hồ sơ".encode("utf-16"),
        "Tiếp nhận 5 hồ sơ".translate(str.maketrans("ếậồơ", "Õ\xcbå\xac")).encode("latin-1"),
        "Tiê\u0301p nhâ\u0323n 5 hô\u0300 sơ".encode("cp1258"),
        docx("Tiếp nhận 5 hồ sơ"),
        "<html><p>Tiếp nhận 5 hồ sơ</p></html>".encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "tcvn3", "windows-1258", "docx", "html"],
)
def test_content_decides_about_the_format(data):
    """The same sentence comes out of every format, whatever the file is called."""
    text = unicodedata.normalize("NFC", decode_release(data, "x.bin"))

    assert text.strip("\ufeff") == "Tiếp nhận 5 hồ sơ"


def test_tracked_changes_are_read_as_accepted():
    """What was inserted or moved there counts, what was deleted or moved away does not."""
    pieces = (("", "Tiếp nhận "), ("del", "7"), ("ins", "5"), ("", " hồ sơ"), ("moveFrom", ", giải quyết 3"))
    runs = (f"<w:{kind or 'smartTag'}><w:r><w:t>{text}</w:t></w:r></w:{kind or 'smartTag'}>" for kind, text in pieces)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"<w:p>{''.join(runs)}</w:p>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')

    assert decode_release(buffer.getvalue(), "x.docx") == "Tiếp nhận 5 hồ sơ"


def test_a_pdf_with_text_is_read(tmp_path):
    """The text layer of a PDF is read; Typst writes it here."""
    import typst

    source = tmp_path / "a.typ"
    source.write_text("Tiếp nhận 5 hồ sơ", "utf-8")

    assert "5 hồ sơ" in unicodedata.normalize("NFC", decode_release(typst.compile(str(source)), "a.pdf"))


@pytest.mark.parametrize(
    "data",
    [b"\x00\x01\x02\x03" * 500, b"%PDF-1.7 broken", b"PK\x03\x04 broken", bytes(range(256)) * 20, b" \n"],
    ids=["zeros", "pdf", "zip", "bytes", "nothing"],
)
def test_rubbish_is_refused_in_one_sentence(data):
    """What cannot be read as text is said so, without a traceback."""
    with pytest.raises(UserError, match=r"x\.bin"):
        decode_release(data, "x.bin")


def test_a_missing_file_is_named(tmp_path):
    """The message names the path and the way to read standard input."""
    with pytest.raises(UserError, match=r"none\.txt"):
        read_release(tmp_path / "none.txt")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(
        st.sampled_from(
            [
                *sorted(lexicon().phrases)[::9],
                "28.869",
                "19,88%",
                "(",
                ")",
                ",",
                ";",
                ":",
                ".",
                "\n",
                "và",
                "4.561/5.650",
                "2.1.2018",
            ]
        ),
        max_size=60,
    )
)
def test_any_mixture_of_words_is_read(pieces):
    """No order of words, numbers and signs breaks the reader, and spans stay true."""
    text = " ".join(pieces)

    for claim in extract(text).claims:
        assert all(text[first:last] for first, last in claim.spans)


@pytest.mark.parametrize(
    "text",
    [" ".join(str(n) for n in range(20_000)), "(" * 50_000 + "5", "không có " * 20_000, "Tiếp nhận 5 hồ sơ, " * 10_000],
    ids=["numbers", "brackets", "zeros", "one line"],
)
def test_monstrous_texts_end(text):
    """Work grows with the length of a text, not with its square."""
    assert len(extract(text).claims) <= 10_000


def test_lexicon_is_plain():
    """Wordings are lower case, composed, parted by single blanks, each with one meaning (checked when read)."""
    for wording in lexicon().phrases:
        assert wording == unicodedata.normalize("NFC", " ".join(wording.lower().split())), wording


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            """STT | Lĩnh vực | Số hồ sơ nhận giải quyết | | | | Số hồ sơ đã giải quyết | |
 | | Tổng số | Trong kỳ | | Từ kỳ trước | Tổng số | Đúng hạn | Quá hạn
 | | | Trực tuyến | Trực tiếp, dịch vụ bưu chính | | | |
(1) | (2) | (3)=(4)+(5)+(6) | (4) | (5) | (6) | (7)=(8)+(9) | (8) | (9)
1 | Hộ tịch | 120 | 80 | 30 | 10 | 110 | 109 | 1
""",
            ["received", "received online", "received in_person_or_post", "received carried_over", "resolved"],
        ),
        (
            """Hình thức tiếp nhận | Số hồ sơ | Tỷ lệ (%)
Trực tiếp | 1.000 | 40
Trực tuyến | 1.500 | 60
Cộng | 2.500 | 100
""",
            ["received in_person", "received online", "received"],
        ),
        (
            "Chỉ tiêu\tCấp tỉnh\tCấp xã\nTiếp nhận\t12.300\t45.200\nQuá hạn\t5\t10\n",
            ["received province", "received commune", "resolved late province", "resolved late commune"],
        ),
        (
            "Tiếp nhận\n354.961\nTrực tuyến\n187.404\nĐang giải quyết\n5.674\nTrong hạn\n5.391\n",
            ["received", "received online", "pending", "pending in_time"],
        ),
    ],
    ids=["official form", "names of channels", "rows say what", "a line each"],
)
def test_tables_of_other_shapes(text, expected):
    """Three lines of heads, names of what is counted in the rows, and figures on lines of their own."""
    found = [" ".join([c.measure, *(v for k, v in c.breakdown.items() if k != "field")]) for c in extract(text).claims]

    assert found[: len(expected)] == expected

# ruff: noqa: E501 - tables are wide
"""Properties of ingest: the format does not matter, damage never crashes it and never loses a line."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import tempfile
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onestop_analysis.ingest import ingest_files
from onestop_analysis.project import Project
from onestop_analysis.sources.csv_text import split_line
from onestop_analysis.sources.encodings import undo_double, undo_tcvn3, undo_vni
from onestop_analysis.sources.moments import read_moment
from onestop_analysis.sources.table import measure
from onestop_analysis.sources.words import clean
from onestop_analysis.store import Store

SPEC = importlib.util.spec_from_file_location("bad_files", Path(__file__).parent / "bad_files" / "build.py")
bad = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(bad)
FAST = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

DAYS = st.datetimes(min_value=datetime(2015, 1, 1), max_value=datetime(2024, 1, 1))
NAMES = st.sampled_from(["Sở Tư pháp", "UBND xã Hòa Bình", "Công an tỉnh", "Sở Y tế, Dân số", "Ủy ban “X” & Y"])


@st.composite
def exports(draw):
    """Rows of the plain export, of sound dossiers."""
    table = []
    for number in range(draw(st.integers(1, 6))):
        received = draw(DAYS).replace(second=0, microsecond=0)
        ended = received + timedelta(minutes=draw(st.integers(0, 60_000)))
        status = draw(st.sampled_from(["Đang giải quyết", "Đã trả kết quả", "Rút hồ sơ", "Yêu cầu bổ sung", ""]))
        closed = status in ("Đã trả kết quả", "Rút hồ sơ")
        dates = [received, received + timedelta(days=draw(st.integers(1, 60))), ended if closed else None]
        table.append(
            [
                f"H37-{number:04}", draw(st.sampled_from(["Đăng ký đất đai", "Cấp hộ chiếu phổ thông"])), "Lĩnh vực thử",
                draw(NAMES), draw(st.sampled_from(["Trực tiếp", "Trực tuyến", "Bưu chính công ích"])), *dates,
                draw(st.sampled_from(["Trực tiếp", ""])), status, draw(st.sampled_from(["Hài lòng", ""])),
                "Người Thử Nghiệm", "000000000001", "0900000001",
            ]
        )  # fmt: skip
    return table


def written(table, form="%d/%m/%Y %H:%M"):
    return [[cell.strftime(form) if isinstance(cell, datetime) else cell or "" for cell in row] for row in table]


def as_json(table):
    codes = {"Trực tiếp": "1", "Trực tuyến": "2", "Bưu chính công ích": "3"}
    status = {"Đang giải quyết": "4", "Đã trả kết quả": "10", "Rút hồ sơ": "7", "Yêu cầu bổ sung": "5", "": "4"}
    records = [
        {
            "MaHoSo": row[0], "TenTTHC": row[1], "TenLinhVuc": row[2], "DonViXuLy": row[3], "KenhThucHien": codes[row[4]],
            "NgayTiepNhan": row[5], "NgayHenTra": row[6], "NgayKetThucXuLy": row[7], "NgayTra": "",
            "TrangThaiHoSo": status[row[9]], "ChuHoSo": row[11],
        }
        for row in written(table, "%Y%m%d%H%M%S")
    ]  # fmt: skip
    return json.dumps({"data": records}, ensure_ascii=False).encode()


def formats(table):
    """The same export in every format and encoding that can hold it."""
    text = bad.text([bad.HEADER, *written(table)])
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in [bad.HEADER, *written(table)])
    return {
        "utf-8": text.encode(),
        "utf-8-sig": text.encode("utf-8-sig"),
        "utf-16": text.encode("utf-16"),
        "nfd": unicodedata.normalize("NFD", text).encode(),
        "semicolons": bad.text([bad.HEADER, *written(table)], delimiter=";", end="\r\n").encode(),
        "iso dates": bad.text([bad.HEADER, *written(table, "%Y-%m-%d %H:%M:%S")]).encode(),
        "xlsx text": bad.sheet([bad.HEADER, *written(table)]),
        "xlsx dates": bad.sheet([bad.HEADER, *table]),
        "html": f"<html><meta charset=utf-8><table>{cells.replace('&', '&amp;')}</table></html>".encode(),
        "json": as_json(table),
    }


COLUMNS = "dossier_id, procedure, field, agency, channel, received_at, due_at, resolved_at, status"


def canonical(content):
    """The dossiers that ingest makes of some bytes."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "file.dat"
        path.write_bytes(content)
        [result] = ingest_files([path], centre="x", project=Project(Path(name)))
        assert (result.status, result.quarantined) == ("ok", 0), result
        sql = Store(Path(name) / "data" / "store").dossiers_sql("x")
        return duckdb.sql(f"SELECT {COLUMNS} FROM ({sql}) ORDER BY dossier_id").fetchall()  # noqa: S608


@settings(FAST, max_examples=3)
@given(exports())
def test_every_format_gives_the_same_dossiers(table):
    """An export says the same in each format and encoding."""
    found = {name: canonical(content) for name, content in formats(table).items()}

    assert len(found["utf-8"]) == len(table)
    for name, dossiers in found.items():
        assert dossiers == found["utf-8"], name


DAMAGE = st.one_of(
    st.tuples(st.just("cut"), st.floats(0, 1), st.just(b"")),
    st.tuples(st.just("insert"), st.floats(0, 1), st.binary(min_size=1, max_size=6)),
    st.tuples(st.just("drop"), st.floats(0, 1), st.just(b"")),
    st.tuples(st.just("insert"), st.floats(0, 1), st.sampled_from([b'"', b"\n", b"\r", b",", b",,", b"\x00", b"\xff"])),
)


def damaged(content, damages):
    for kind, where, extra in damages:
        at = int(where * len(content))
        if kind == "cut":
            content = content[: max(at, 1)]
        elif kind == "insert":
            content = content[:at] + extra + content[at:]
        else:
            content = content[:at] + content[at + 1 + int(where * 40) :]
    return content


@settings(FAST, max_examples=30)
@given(
    st.sampled_from(["utf-8", "utf-16", "xlsx dates", "html", "json", "semicolons"]),
    st.lists(DAMAGE, min_size=1, max_size=4),
)
def test_damage_never_crashes_and_loses_no_line(name, damages):
    """Whatever happens to a file, it is refused in one sentence or every line of it has a verdict."""
    start = datetime(2021, 1, 4, 8)
    table = [
        [
            f"H37-{n}",
            "Đăng ký",
            "Đất",
            "Sở, Y tế",
            "Trực tiếp",
            start,
            start + timedelta(9),
            start + timedelta(n),
            "",
            "Đã trả kết quả",
            *[""] * 4,
        ]
        for n in range(1, 9)
    ]
    content = damaged(formats(table)[name], damages)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.dat"
        path.write_bytes(content)
        [result] = ingest_files([path], centre="x", project=Project(Path(folder)), rows=True)

    assert result.status == "ok" or (result.message and "\n" not in result.message)
    assert result.reconciled
    assert len(result.rows) == result.lines
    if result.format == "csv" and result.status == "ok" and b"\r" not in content:
        assert result.lines <= count_lines_of(content, result.encoding)


def count_lines_of(content, encoding):
    """Line ends and a last line without one: no more records than that can be in a text."""
    text = content.decode(encoding if encoding.startswith("utf") else "latin-1", "replace")
    return text.count("\n") + 1


@settings(FAST, max_examples=200)
@given(
    st.lists(
        st.text(st.characters(exclude_characters="\r\n", exclude_categories=("Cs",)), max_size=8),
        min_size=1,
        max_size=6,
    )
)
def test_a_written_line_splits_into_its_cells(cells):
    """What a CSV writer wrote is read back, whatever the cells hold."""
    assert split_line(",".join(bad.quoted(cell) for cell in cells), ",") == cells


@settings(FAST, max_examples=100)
@given(
    st.text(
        st.sampled_from(
            "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ ,.123"
        )
    )
)
def test_old_encodings_are_undone(text):
    """Every Vietnamese text comes back from TCVN3, from VNI and from a double encoding."""
    assert undo_tcvn3(bad.to_tcvn3(text)) == text
    assert undo_vni(bad.to_vni(text)) == text
    assert undo_double(text.encode().decode("latin-1")) == text


@settings(FAST, max_examples=100)
@given(
    DAYS,
    st.sampled_from(
        ["%d/%m/%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y%m%d%H%M%S", "%d-%m-%Y %H:%M:%S", "%H:%M:%S %d/%m/%Y"]
    ),
)
def test_dates_are_read_as_they_were_written(moment, form):
    """Each date form means one time."""
    whole = moment.replace(microsecond=0)

    assert read_moment(whole.strftime(form)).value == whole


@settings(FAST, max_examples=300)
@given(st.text(max_size=20))
def test_no_text_crashes_the_readers_of_cells(text):
    """Any cell is read as a date, as nothing or as a fault, and cleaning it twice changes nothing more."""
    moment = read_moment(text)

    assert moment.value is None or moment.code is None
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("content", "lines"), [(b"a\nb", 2), (b"a\nb\n", 2), (b"a\r\nb\r\n", 2), (b"a", 1), (b"\n\n", 2)]
)
def test_lines_are_counted_on_the_bytes(content, lines, tmp_path):
    """The independent count does not parse anything."""
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    assert measure(path) == (lines, hashlib.sha256(content).hexdigest())


@settings(FAST, max_examples=12)
@given(
    st.lists(st.sampled_from(['"', ",", "\n", "x,y\n", "\n\n", "Tổng cộng,,,\n", "\xff"]), min_size=1, max_size=3),
    st.data(),
)
def test_engine_and_line_by_line_agree(extras, data):
    """A file that the engine reads and the same file split line by line get the same verdicts."""
    from onestop_analysis.sources import csv_text

    content = bad.plain(*({} for _ in range(12)))
    for extra in extras:
        at = data.draw(st.integers(200, len(content)))
        content = content[:at] + extra + content[at:]
    verdicts = []
    for sound in (csv_text._read_sound, lambda *_: False):  # noqa: SLF001
        with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            patch.setattr(csv_text, "_read_sound", sound)
            path = Path(folder) / "file.csv"
            path.write_bytes(content.encode().replace("\xff".encode(), b"\xff"))
            [result] = ingest_files([path], centre="x", project=Project(Path(folder)), rows=True)
            verdicts.append([str(row) for row in sorted(result.rows, key=lambda row: row.line)] or result.message)

    assert verdicts[0] == verdicts[1]

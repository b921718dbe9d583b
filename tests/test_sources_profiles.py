"""Promises of profiles: a vendor's form is data."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from onestop_analysis.errors import UserError
from onestop_analysis.ingest import ingest_files
from onestop_analysis.project import Project
from onestop_analysis.sources.profiles import DELETED, REJECTED, STEPPED, TRIED, load_profile
from onestop_analysis.store import Store
from onestop_analysis.vocabulary import DOSSIER_COLUMNS, Channel, Rating, ReturnChannel, Status

REQUESTS = """\
case_enquiry_id,open_dt,sla_target_dt,closed_dt,case_status,subject,type,department,source,location
101006000001,01/04/2021 08:10,02/03/2021 08:10,01/05/2021 16:20,Closed,Works,Pothole,PWDx,Self Service,1 Main St
101006000002,02/28/2021 09:00,,,Open,Parks,Tree,PARK,Constituent Call,2 Main St
101006000003,13/28/2021 09:00,,,Open,Parks,Tree,PARK,Constituent Call,2 Main St
101006000004,02/28/2021 09:00,,,Open,Parks,Tree,PARK,Carrier Pigeon,2 Main St
"""


def test_foreign_requests_are_read_with_their_profile(tmp_path):
    """A 311-style export, month first, becomes dossiers without a line of code."""
    path = tmp_path / "requests.csv"
    path.write_text(REQUESTS, "utf-8")
    project = Project(tmp_path)
    [result] = ingest_files([path], centre="boston", project=project, profile="service_requests")
    sql = Store(project.store).dossiers_sql("boston")
    found = duckdb.sql(f"SELECT month(received_at), day(received_at), channel, status FROM ({sql}) ORDER BY 1")  # noqa: S608

    assert found.fetchall() == [(1, 4, "online", "returned"), (2, 28, "in_person", "in_progress")]
    assert result.reasons == {"impossible_date": 1, "unknown_channel": 1}
    assert result.flags["no_due_date"] == 1


def test_example_of_a_new_vendor(tmp_path):
    """The profile and the file that the documents show work word for word."""
    text = (Path(__file__).parent.parent / "docs" / "ingest-codes.md").read_text("utf-8")
    for kind in ("csv", "toml"):
        (tmp_path / f"requests.{kind}").write_text(re.search(rf"```{kind}\n(.*?)```", text, re.DOTALL)[1], "utf-8")
    arguments = {"centre": "boston", "project": Project(tmp_path), "profile": str(tmp_path / "requests.toml")}
    [result] = ingest_files([tmp_path / "requests.csv"], rows=True, **arguments)

    reasons = [row.reason for row in result.rows]
    assert reasons == ["header", "unknown_procedure", "unknown_procedure", "impossible_date", "unknown_channel"]


def test_register_of_epar(tmp_path):
    """A register without dossier numbers is read under a prefix of its own; its three-line title is no row."""
    header = [
        "TT", "Họ tên, địa chỉ người nộp hồ sơ", "Nội dung công việc cần giải quyết", "Ngày nhận hồ sơ",
        "Ngày hẹn trả hồ sơ", "Ngày ký hồ sơ", "Ngày trả thực tế",
    ]  # fmt: skip
    path = tmp_path / "so.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.merge_range(0, 0, 0, 6, "SỔ THEO DÕI\nTừ ngày 01-01-2021\nĐến ngày 31-01-2021", workbook.add_format())
        for number, row in enumerate([header, ["1", "A, xã B", "Khai sinh", "04-01-2021", "11-01-2021", "", ""]], 1):
            sheet.write_row(number, 0, row)
    project = Project(tmp_path)
    [result] = ingest_files([path], centre="x", project=project, profile="epar_register", rows=True)

    assert [(row.id, row.line) for row in result.rows if row.id] == [("so-1", 3)]


def test_register_of_epar_is_found_by_its_content(tmp_path):
    """A longer export of a book completes it, another book stands beside it, and no profile has to be named."""
    header = "TT,Nội dung công việc cần giải quyết,Ngày nhận hồ sơ,Ngày hẹn trả hồ sơ,Ngày ký hồ sơ,Ngày trả thực tế"
    rows = ["1,Khai sinh,04-01-2021,11-01-2021,,", "2,Kết hôn,05-01-2021,12-01-2021,,"]
    done = rows[0].replace("11-01-2021,,", "11-01-2021,08-01-2021,08-01-2021")
    books = {
        "a": ["SỔ XÃ A", "Đến ngày 31-01-2021", header, *rows],
        "a-longer": ["SỔ XÃ A", "Đến ngày 28-02-2021", header, done, rows[1], "3,Khai tử,01-02-2021,05-02-2021,,"],
        "b": ["SỔ XÃ B", "Đến ngày 31-01-2021", header, *rows],
    }
    for name, lines in books.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines), "utf-8")
    project = Project(tmp_path)
    results = ingest_files([tmp_path / f"{name}.csv" for name in books], centre="x", project=project)
    sql = Store(project.store).dossiers_sql("x")
    found = duckdb.sql(f"SELECT count(*), count(resolved_at), count(DISTINCT dossier_id[:11]) FROM ({sql})")  # noqa: S608

    assert [result.accepted for result in results] == [2, 3, 2]
    assert found.fetchall() == [(5, 1, 2)]


DOSSIER = {
    "MaHoSo": "H37-1", "KenhThucHien": "2", "NgayTiepNhan": "20210104080000", "NgayHenTra": "20210115170000",
    "TrangThaiHoSo": "10", "NgayKetThucXuLy": "", "NgayTra": "20210119080000", "DonViXuLy": "Công an tỉnh",
}  # fmt: skip
STEPS = [
    ("H37-1", "2", "20210104080000"), ("H37-1", "5", "20210106090000"), ("H37-1", "4", "20210111100000"),
    ("H37-1", "9", "20210118093000"), ("H37-1", "10", "20210119080000"), ("H37-1", "10", "20210119080000"),
    ("H37-2", "5", "20210107090000"), ("H37-9", "5", "20210106090000"), ("", "5", "20210106090000"),
    ("H37-1", "77", "20210106090000"), ("H37-1", "4", "20210231090000"), ("H37-1", "4", ""),
]  # fmt: skip


def _step_log(path):
    officer = {"NguoiXuLy": "Hoàng Chim Yến", "NoiDungXuLy": "gọi 0912345678"}
    steps = [{"MaHoSo": name, "TrangThai": status, "ThoiDiemXuLy": at} | officer for name, status, at in STEPS]
    content = {"service": "CapNhatTienDoHoSoMC", "data": steps}
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return path


def test_step_log(tmp_path):
    """A step log completes the dates of the dossiers, also when it is named before them; each step has its verdict."""
    project = Project(tmp_path / "project")
    dossiers = tmp_path / "ho-so.json"
    open_one = DOSSIER | {"MaHoSo": "H37-2", "TrangThaiHoSo": "5", "NgayTra": ""}
    dossiers.write_text(json.dumps({"data": [DOSSIER, open_one]}, ensure_ascii=False), "utf-8")
    paths = [_step_log(tmp_path / "tien-do.json"), dossiers]
    log, exported = ingest_files(paths, centre="x", project=project, rows=True)
    sql = Store(project.store).dossiers_sql("x")
    dates = "supplement_requested_at, supplement_received_at, resolved_at, returned_at"
    rows = duckdb.sql(f"SELECT dossier_id, status, {dates} FROM ({sql}) ORDER BY 1").fetchall()  # noqa: S608
    found = [(name, status, *(at and f"{at:%d %Hh}" for at in times)) for name, status, *times in rows]

    assert found == [
        ("H37-1", "returned", "06 09h", "11 10h", "18 09h", "19 08h"),
        ("H37-2", "paused", "07 09h", None, None, None),
    ]
    assert (exported.accepted, log.accepted, log.lines, log.reconciled) == (2, 7, 12, True)
    assert [row.reason for row in log.rows if row.verdict == "quarantined"] == [
        "duplicate_exact", "missing_id", "unknown_status", "impossible_date", "missing_value"
    ]  # fmt: skip
    assert "1 hồ sơ chưa có trong kho" in log.message


def test_step_log_keeps_no_officer(tmp_path):
    """Officers and their notes get into no file, and the same log again completes nothing."""
    project = Project(tmp_path / "project")
    dossiers = tmp_path / "ho-so.json"
    dossiers.write_text(json.dumps([DOSSIER]), "utf-8")
    path = _step_log(tmp_path / "tien-do.json")
    ingest_files([dossiers, path], centre="x", project=project)
    [again] = ingest_files([path], centre="x", project=project)
    written = b"".join(file.read_bytes() for file in (tmp_path / "project").rglob("*") if file.is_file())

    assert (again.batch, len(Store(project.store).batches("x"))) == (None, 2)
    assert "Yến".encode() not in written
    assert b"0912345678" not in written


@pytest.mark.parametrize("name", [*TRIED, "service_requests"])
def test_profiles_speak_our_words(name):
    """Every column and code that a shipped profile names is one of ours, and what it asks for it can find."""
    profile = load_profile(name)
    words = {"channel": Channel, "status": Status, "rating": Rating, "return_channel": ReturnChannel}

    assert set(profile.columns.values()) <= {*DOSSIER_COLUMNS, REJECTED, DELETED, STEPPED}
    assert {*profile.required, *profile.required_any, *profile.required_values} <= set(profile.columns.values())
    for column, enum in words.items():
        assert set(profile.values.get(column, {}).values()) - {""} <= set(enum)


def test_own_profile_from_a_path(tmp_path):
    """A profile file of the user's own is named by its path."""
    path = tmp_path / "mine.toml"
    path.write_text('name = "mine"\nrequired = ["dossier_id"]\n[columns]\ndossier_id = ["Nr"]\n', "utf-8")

    assert load_profile(str(path)).column_of("nr") == "dossier_id"


def test_unknown_profile_is_refused():
    """An unknown name ends in a sentence with the known ones."""
    with pytest.raises(UserError, match="vietnam"):
        load_profile("nope")

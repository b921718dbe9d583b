"""Promises of profiles: a vendor's form is data."""

from __future__ import annotations

import json

import duckdb
import pytest
import xlsxwriter

from onestop_analysis.errors import UserError
from onestop_analysis.ingest import ingest_files
from onestop_analysis.project import Project
from onestop_analysis.sources.profiles import DELETED, REJECTED, TRIED, load_profile
from onestop_analysis.sources.steps import read_steps
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


def test_step_log(tmp_path):
    """A step log gives times and departments; officers are not read."""
    path = tmp_path / "tien-do.json"
    steps = [{"MaHoSo": "H37-1", "NguoiXuLy": "Hoàng Yến", "ThoiDiemXuLy": "20210104080000", "TrangThai": "4"}]
    path.write_text(json.dumps({"data": steps}, ensure_ascii=False), "utf-8")
    [step] = read_steps(path)

    assert (step.dossier_id, step.status, f"{step.at:%d/%m/%Y}") == ("H37-1", "4", "04/01/2021")
    assert "Yến" not in str(step)


@pytest.mark.parametrize("name", [*TRIED, "service_requests"])
def test_profiles_speak_our_words(name):
    """Every column and code that a shipped profile names is one of ours, and what it asks for it can find."""
    profile = load_profile(name)
    words = {"channel": Channel, "status": Status, "rating": Rating, "return_channel": ReturnChannel}

    assert set(profile.columns.values()) <= {*DOSSIER_COLUMNS, REJECTED, DELETED}
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

"""Promises about names: aliases, codes, mergers, corrections, a new vendor's profile."""

from __future__ import annotations

import duckdb
import pytest

from onestop_analysis.errors import UserError
from onestop_analysis.ingest import ingest_files
from onestop_analysis.ingest.reference import agency_key, read_reference
from onestop_analysis.project import Project
from onestop_analysis.sources.words import fold
from onestop_analysis.store import Store

AGENCIES = """\
name,aliases,level,code,valid_from,valid_to
UBND xã Hòa Bình,,commune,H37.99,2025-07-01,
UBND huyện Cao Lộc,Huyện Cao Lộc,district,H37.31,,2025-06-30
Sở Tư pháp,Tư pháp|Sở Tư pháp tỉnh Lạng Sơn,province,H37.04,,
"""
PROCEDURES = (
    "code,name,field,service_level\n1.001,Cấp bản sao trích lục hộ tịch,Hộ tịch,4\n1.002,Chỉ xem thông tin,Hộ tịch,2\n"
)
HEADER = "Mã hồ sơ,Tên thủ tục,Cơ quan,Hình thức tiếp nhận,Ngày tiếp nhận,Ngày hẹn trả,Ngày trả kết quả\n"
CORRECTION = """\
- file: thang-*.csv
  where: {dossier_id: H37-1}
  column: received_at
  expect: 31/02/2021
  value: 28/02/2021
  reason: gõ nhầm ngày
  reported_to: Sở Tư pháp, 2021-03-05
"""


@pytest.fixture(name="project")
def _project(tmp_path):
    folder = tmp_path / "data" / "reference"
    folder.mkdir(parents=True)
    (folder / "agencies.csv").write_text(AGENCIES, "utf-8")
    (folder / "procedures.csv").write_text(PROCEDURES, "utf-8")
    return Project(tmp_path)


def row(name, agency, *, procedure="1.001", received="04/01/2021", channel="Trực tiếp"):
    return f"{name},{procedure},{agency},{channel},{received},31/12/2031,\n"


def take(project, *lines, name="thang-1.csv", **options):
    path = project.root / name
    path.write_text(HEADER + "".join(lines), "utf-8")
    [result] = ingest_files([path], centre="lang-son", project=project, rows=True, **options)
    return result


def stored(project, columns):
    sql = Store(project.store).dossiers_sql("lang-son")
    return duckdb.sql(f"SELECT {columns} FROM ({sql}) ORDER BY line").fetchall()  # noqa: S608


def test_every_spelling_is_one_agency(project):
    """Aliases, codes, case, tone placement and spelled-out abbreviations name the same agency."""
    spellings = [
        "Sở Tư pháp", "SỞ TƯ PHÁP", " - Sở  Tư pháp", "Tư pháp", "H37.04", "000.00.04.H37",
        "Ủy ban nhân dân xã Hoà Bình", "Uỷ ban nhân dân xã Hòa Bình", "UBND xã hoà bình",
    ]  # fmt: skip
    result = take(project, *(row(f"H37-{n}", spelling) for n, spelling in enumerate(spellings)))

    assert result.flags == {"agency_not_valid": 3}
    assert stored(project, "agency, level") == [("Sở Tư pháp", "province")] * 6 + [("UBND xã Hòa Bình", "commune")] * 3


def test_procedures_bring_code_field_and_level(project):
    """A procedure is found by its code or name and brings what the table knows."""
    take(project, row("H37-1", "Sở Tư pháp"), row("H37-2", "Sở Tư pháp", procedure="CẤP BẢN SAO trích lục hộ tịch"))

    expected = ("Cấp bản sao trích lục hộ tịch", "1.001", "Hộ tịch", "4")
    assert stored(project, "procedure, procedure_code, field, service_level") == [expected, expected]


def test_unknown_names_are_accepted_and_listed_with_the_nearest(project):
    """An unknown agency is accepted, flagged, and named beside the known one that it resembles."""
    result = take(project, row("H37-1", "Sở Tư phap"))

    assert (result.accepted, result.flags) == (1, {"unknown_agency": 1})
    assert "«Sở Tư phap» (~ «Sở Tư pháp»)" in result.message


def test_diacritics_are_never_lost():
    """Names that differ in one mark stay different."""
    assert (
        len({fold(name) for name in ("Xã Hòa Bình", "Xã Hoa Bình", "Xã Hóa Bình", "Xã Hoá Bỉnh", "Xã Hòa Bính")}) == 5
    )
    assert agency_key("UBND xã Đồng Ý") != agency_key("UBND xã Đồng Y")


def test_merged_agencies_have_their_days(project):
    """A district after June 2025 is flagged, not refused; before, it is plain."""
    result = take(
        project,
        row("H37-1", "UBND huyện Cao Lộc", received="30/06/2025"),
        row("H37-2", "Huyện Cao Lộc", received="01/07/2025"),
    )

    assert [item.reason for item in result.rows if item.id] == [None, "agency_not_valid"]


def test_level_2_by_the_reference_table(project):
    """A procedure that only informs cannot have been received online."""
    result = take(project, row("H37-1", "Sở Tư pháp", procedure="1.002", channel="Trực tuyến"))

    assert result.reasons == {"level_2_online": 1}


def test_reference_table_without_its_columns_is_named(tmp_path):
    """A damaged reference table ends in a sentence."""
    (tmp_path / "agencies.csv").write_text("a,b\n1,2\n")

    with pytest.raises(UserError, match=r"agencies\.csv"):
        read_reference(tmp_path)


def test_correction_mends_a_row_and_is_recorded(project):
    """A correction takes its row out of quarantine, and the batch says so."""
    project.corrections.mkdir(parents=True)
    (project.corrections / "lang-son.yml").write_text(CORRECTION, "utf-8")
    result = take(project, row("H37-1", "Sở Tư pháp", received="31/02/2021"), row("H37-2", "Sở Tư pháp"))
    [batch] = Store(project.store).batches("lang-son")

    assert (result.accepted, result.quarantined, "1 ô" in result.message) == (2, 0, True)
    assert [str(moment) for (moment,) in stored(project, "received_at")] == [
        "2021-02-28 00:00:00",
        "2021-01-04 00:00:00",
    ]
    assert (batch.source.corrections[0]["reason"], batch.source.corrections[0]["rows"]) == ("gõ nhầm ngày", 1)


@pytest.mark.parametrize("received", ["28/02/2021", "27/02/2021"])
def test_correction_of_a_healed_source_fails_loudly(project, received):
    """When the source no longer says what was expected, its file is refused until the entry is mended."""
    project.corrections.mkdir(parents=True)
    (project.corrections / "lang-son.yml").write_text(CORRECTION, "utf-8")
    result = take(project, row("H37-1", "Sở Tư pháp", received=received))

    assert result.status == "refused"
    assert "H37-1" in result.message


def test_correction_for_another_file_waits(project):
    """An entry only concerns the files that it names."""
    project.corrections.mkdir(parents=True)
    (project.corrections / "lang-son.yml").write_text(CORRECTION, "utf-8")

    assert take(project, row("H37-1", "Sở Tư pháp"), name="khac.csv").accepted == 1


def test_malformed_correction_is_named(project):
    """An entry without its fields ends in a sentence that lists them."""
    project.corrections.mkdir(parents=True)
    (project.corrections / "lang-son.yml").write_text("- {file: a.csv, wher: {}}\n", "utf-8")

    with pytest.raises(UserError, match="reported_to"):
        take(project, row("H37-1", "Sở Tư pháp"))

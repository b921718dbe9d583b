"""Promises of profiles: a vendor's form is data."""

from __future__ import annotations

import duckdb
import pytest

from onestop_analysis.errors import UserError
from onestop_analysis.ingest import ingest_files
from onestop_analysis.project import Project
from onestop_analysis.sources.profiles import TRIED, load_profile
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


@pytest.mark.parametrize("name", [*TRIED, "service_requests"])
def test_profiles_speak_our_words(name):
    """Every column and code that a shipped profile names is one of ours, and what it asks for it can find."""
    profile = load_profile(name)
    words = {"channel": Channel, "status": Status, "rating": Rating, "return_channel": ReturnChannel}

    assert set(profile.columns.values()) <= set(DOSSIER_COLUMNS)
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

"""The folders and files of a new centre, filled in as far as its place is known."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from onestop_analysis.errors import UserError, user_language
from onestop_analysis.organisation import Territory, centre_toml, territory_of
from onestop_analysis.project import check_slug

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from onestop_analysis.periods import Period
    from onestop_analysis.project import Project

# What stands above the first heading is not read: an untouched template adds nothing to the report.
NOTES = {
    "vi": """\
<!-- Phần viết riêng của Trung tâm cho kỳ {period}. Báo cáo chỉ lấy nội dung từ tiêu đề "## " đầu tiên trở đi:
hãy viết bên dưới dòng này, mỗi mục một tiêu đề. Không cần ghi số liệu: báo cáo tự đếm.

Mẫu (viết lại bên dưới, ngoài phần ghi chú này):

 ## Hoạt động của Trung tâm trong kỳ

 Một đoạn văn. Dòng trống ngăn cách các đoạn.

 - mục thứ nhất;
 - mục thứ hai.
-->
""",
    "en": """\
<!-- The centre's own sections for {period}. The report takes what follows the first "## " heading only:
write below this comment, one heading a section. No figures are needed: the report counts them.
-->
""",
}
EVENTS = """\
# Sự kiện có ngày, giải thích số liệu: bỏ dấu # ở các dòng mẫu để dùng. Dated events that explain numbers.
# short: trên biểu đồ (on charts); text: trong báo cáo (in the report); until: ngày cuối, nếu có (last day, if any);
# procedure: thủ tục bị tạm dừng (a procedure that was suspended); changes: biểu đồ mà sự kiện làm thay đổi hẳn mức
# chung (control charts whose level changes for good): received_per_workday, on_time_rate, online_rate.
#
# - date: {day}
#   short: Thêm quầy tiếp nhận
#   text: Trung tâm mở thêm một điểm tiếp nhận hồ sơ.
#   changes: [received_per_workday]
#   short_en: New counter
#   text_en: The Centre opened a further reception point.
# - date: {day}
#   until: {end}
#   short: Tạm dừng một thủ tục
#   text: Sở Công Thương tạm dừng tiếp nhận một thủ tục để chờ hướng dẫn mới.
#   procedure: Tên thủ tục như trong dữ liệu
#   short_en: Procedure suspended
#   text_en: The Department of Industry and Trade suspended a procedure until new guidance.
"""
PROFILE = """\
# What the headers and values of this centre's export mean: a copy of the plain form, to be changed.
# Add your headers to the lists under [columns], your words to those under [values]; then
#   onestop ingest FILE --centre {slug} --profile data/centres/{slug}/profile.toml
"""


def create_centre(
    project: Project, slug: str, *, territory: Territory | None, period: Period, profile: bool, synthetic: bool
) -> list[Path]:
    """Write a new centre's centre.toml, templates for events and notes, a profile when asked, and its raw folder.

    Args:
        project: where to write.
        slug: name of the folders.
        territory: province or city; None where the slug is that of one of the 34.
        period: the first one that there are files and notes for.
        profile: also a copy of the plain form's profile, for exports with other headers.
        synthetic: the dossiers are invented, which reports then say on every page.

    Returns:
        The files and folders made.

    Raises:
        UserError: unsafe slug, unknown territory, or a file that is there already; nothing is written then.
    """
    place = territory or _known(check_slug(slug))
    folder, raw = project.centre_folder(check_slug(slug)), project.raw / slug / period.label
    contents = {
        folder / "centre.toml": centre_toml(place, synthetic=synthetic),
        folder / "notes" / f"{period.label}.md": NOTES["vi"].format(period=period.label),
        folder / "notes" / f"{period.label}.en.md": NOTES["en"].format(period=period.label),
    }
    contents[folder / "events.yml"] = EVENTS.format(day=period.start.isoformat(), end=period.end.isoformat())
    if profile:
        contents[folder / "profile.toml"] = _profile(slug)
    _refuse_existing(contents, project)
    for path, text in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    raw.mkdir(parents=True, exist_ok=True)
    return [*contents, raw]


def next_steps(slug: str, period: Period) -> str:
    """What to do after that, for a person, in the user's language."""
    lines = {
        "vi": [
            f"1. Xem lại data/centres/{slug}/centre.toml (có mẫu mục tiêu) và events.yml (có mẫu sự kiện)",
            f"2. Chép các tệp xuất từ phần mềm một cửa vào data/raw/{slug}/{period.label}/",
            f"3. onestop ingest data/raw/{slug}/{period.label}/* --centre {slug}",
            f"4. onestop report {slug} {period.label}",
        ],
        "en": [
            f"1. Look through data/centres/{slug}/centre.toml (with an example of targets) and events.yml (of events)",
            f"2. Put the exports of your software into data/raw/{slug}/{period.label}/",
            f"3. onestop ingest data/raw/{slug}/{period.label}/* --centre {slug}",
            f"4. onestop report {slug} {period.label}",
        ],
    }
    return "\n".join(lines[user_language()])


def _known(slug: str) -> Territory:
    found = territory_of(slug)
    if found is None:
        raise UserError(
            f'không biết {slug!r} thuộc tỉnh, thành phố nào: hãy thêm --province "Tên tỉnh" '
            'hoặc --city "Tên thành phố", viết có dấu',
            f'which province or city is {slug!r}? Add --province "Name" or --city "Name", with its marks',
        )
    return found


def _profile(slug: str) -> str:
    plain = files("onestop_analysis.sources.profiles").joinpath("vietnam.toml").read_text("utf-8")
    return PROFILE.format(slug=slug) + plain.replace('name = "vietnam"', f'name = "{slug}"')


def _refuse_existing(paths: Iterable[Path], project: Project) -> None:
    there = [path.relative_to(project.root).as_posix() for path in paths if path.exists()]
    if there:
        raise UserError(
            f"đã có {', '.join(there)}; không ghi đè: hãy sửa tệp đó hoặc chọn mã khác cho trung tâm mới",
            f"{', '.join(there)} is there already and is not overwritten: edit it, or choose another name",
        )

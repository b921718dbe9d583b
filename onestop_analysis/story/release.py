"""The section that holds the centre's published release against itself and against the dossiers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.document import ItemList, Paragraph, Section, runs
from onestop_analysis.story.wording import named

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts


def release(facts: Facts) -> Section:
    """What cannot be true in the release of the period, why, and what was probably meant."""
    title = runs("Đối chiếu thông tin đã công bố")
    if facts.release is None:
        text = f"Chưa có thông tin đã công bố về {named(facts.period)} để đối chiếu."
        return Section("release", title, (Paragraph(runs(text)),))
    from onestop_analysis.audit import audit_text

    findings = audit_text(facts.release, period=facts.period).findings
    opening = f"Thông tin Trung tâm đã công bố về {named(facts.period)} được kiểm tra tự động."
    if not findings:
        text = f"{opening} Không phát hiện số liệu mâu thuẫn."
        return Section("release", title, (Paragraph(runs(text)),))
    text = f"{opening} Các số liệu sau mâu thuẫn với chính văn bản và không được dùng trong báo cáo này:"
    items = ItemList(tuple(runs(finding.paragraph("vi")) for finding in findings))
    return Section(
        "release", title, (Paragraph(runs(text)), items), meta={"findings": [finding.to_json() for finding in findings]}
    )

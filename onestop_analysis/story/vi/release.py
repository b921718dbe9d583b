"""What the report says about the release that the centre published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.story.vi.wording import named

if TYPE_CHECKING:
    from onestop_analysis.audit import Finding
    from onestop_analysis.facts import Facts


def release(facts: Facts, findings: tuple[Finding, ...]) -> str:
    """Whether there is a release, and whether something in it cannot be true."""
    if facts.release is None:
        return f"Chưa có thông tin đã công bố về {named(facts.period)} để đối chiếu."
    opening = f"Thông tin Trung tâm đã công bố về {named(facts.period)} được kiểm tra tự động."
    if not findings:
        return f"{opening} Không phát hiện số liệu mâu thuẫn."
    return f"{opening} Các số liệu sau mâu thuẫn với chính văn bản và không được dùng trong báo cáo này:"

"""Each check of the audit on a sentence of its own: class, rule, and the numbers that the finding names."""

from __future__ import annotations

from pathlib import Path

import pytest

from onestop_analysis.audit import audit_text

DATA = Path(__file__).parent / "data"
# One text a line, its own lines parted by \\n; before an unlawful one its class and the numbers of its one finding.
LAWFUL = (DATA / "lawful_releases.txt").read_text("utf-8").splitlines()
UNLAWFUL = [line.split("|", 2) for line in (DATA / "unlawful_releases.txt").read_text("utf-8").splitlines()]


def found(text):
    return [
        (finding.severity, finding.rule, finding.printed, finding.computed) for finding in audit_text(text).findings
    ]


WRONG = [
    pytest.param(
        "Giải quyết 28.869 hồ sơ, trong đó trước hạn 5.738 hồ sơ (chiếm 33,80%).",
        ("A", "share", ("5.738", "28.869", "33,80%"), "19,88%"),
        id="share",
    ),
    pytest.param(
        "Giải quyết 207.030 hồ sơ, đúng và trước hạn 204.847 hồ sơ, đạt 98,94%.",
        ("C", "truncated", ("204.847", "207.030", "98,94%"), "98,95%"),
        id="truncation",
    ),
    pytest.param(
        "Giải quyết 28.869 hồ sơ, đúng và trước hạn 28.865 hồ sơ, đạt 99%.",
        ("C", "truncated", ("28.865", "28.869", "99%"), "99,99%"),
        id="integer floor",
    ),
    pytest.param(
        "Có 1.433 lượt đánh giá, trong đó rất hài lòng 1.201 lượt (83,9%).",
        ("C", "rounding", ("1.201", "1.433", "83,9%"), "83,8%"),
        id="forced",
    ),
    pytest.param(
        "Tiếp nhận 20.450 hồ sơ; giải quyết 19.304 hồ sơ, trong đó đúng và trước hạn 19.118 hồ sơ, đạt 93,49%.",
        ("B", "base", ("19.118", "19.304", "93,49%", "20.450"), "99,04%"),
        id="another base",
    ),
    pytest.param(
        "Giải quyết 7.360 hồ sơ, gồm trước hạn 5.120 hồ sơ, đúng hạn 2.285 hồ sơ, trễ hạn 10 hồ sơ.",
        ("A", "sum", ("5.120", "2.285", "10", "7.360"), "7.415"),
        id="parts exceed",
    ),
    pytest.param(
        "Giải quyết 7.360 hồ sơ, gồm trước hạn 5.120 hồ sơ, đúng hạn 2.190 hồ sơ, trễ hạn 10 hồ sơ.",
        ("B", "sum", ("5.120", "2.190", "10", "7.360"), "7.320"),
        id="parts fall short",
    ),
    pytest.param(
        "Tiếp nhận 2.099 hồ sơ, giải quyết 1.501 hồ sơ, đang giải quyết 562 hồ sơ.",
        ("B", "balance", ("1.501", "562", "2.099"), "2.063"),
        id="balance",
    ),
    pytest.param(
        "Năm 2021 giải quyết 120.400 hồ sơ: cấp tỉnh 30.250 hồ sơ, cấp huyện 28.310 hồ sơ, cấp xã 61.940 hồ sơ.",
        ("A", "levels", ("30.250", "28.310", "61.940", "120.400"), "120.500"),
        id="levels",
    ),
    pytest.param(
        "Giải quyết trước hạn 20 hồ sơ, đúng hạn 30 hồ sơ. Đúng và trước hạn 60 hồ sơ.",
        ("A", "sum", ("20", "30", "60"), "50"),
        id="merged category",
    ),
    pytest.param(
        "Tỷ lệ hồ sơ đúng hạn đạt 97,8%, tỷ lệ hồ sơ quá hạn là 3,1%.",
        ("A", "complement", ("97,8%", "3,1%"), "100,9%"),
        id="complements",
    ),
    pytest.param(
        "Giải quyết 16 hồ sơ. Tỷ lệ hồ sơ trễ hạn 5,3%.",
        ("B", "grim", ("5,3%", "16"), ""),
        id="no count gives the rate",
    ),
    pytest.param(
        "Từ ngày 01/02/2020 đến ngày 31/4/2020 tiếp nhận 5 hồ sơ.",
        ("A", "date", ("01/02/2020 đến ngày 31/4/2020",), ""),
        id="impossible date",
    ),
    pytest.param(
        "Từ 15/6/2020 đến 15/3/2020 tiếp nhận 5 hồ sơ.",
        ("A", "date", ("15/6/2020 đến 15/3/2020",), ""),
        id="period backwards",
    ),
    pytest.param(
        "Điểm thành phần: tiến độ giải quyết 20,3/20; công khai, minh bạch 18/18.",
        ("A", "limit", ("20,3/20",), "20"),
        id="points above the most",
    ),
    pytest.param(
        "Thủ tục giảm 87, từ 115 còn 38.",
        ("A", "change", ("115", "giảm 87", "38"), "28"),
        id="change",
    ),
    pytest.param(
        "Năm 2019 tiếp nhận 52.118 hồ sơ, tăng 18,2% so với năm 2018 (46.203 hồ sơ).",
        ("A", "growth", ("52.118", "46.203", "18,2%"), "12,8%"),
        id="growth",
    ),
    pytest.param(
        "Tiếp nhận 1.204 hồ sơ; so với quý trước tăng 102 hồ sơ (8,47%).",
        ("A", "growth", ("1.204", "tăng 102", "8,47%"), "9,26%"),
        id="growth on the new count",
    ),
    pytest.param(
        "Quý I/2021 tiếp nhận 30.228 hồ sơ, tăng 1.328 hồ sơ so với cùng kỳ năm trước (29.000 hồ sơ).",
        ("A", "change", ("29.000", "tăng 1.328", "30.228"), "30.328"),
        id="difference",
    ),
    pytest.param(
        "Tháng 9/2021 giải quyết 5.200 hồ sơ. Quý III/2021 giải quyết 4.900 hồ sơ.",
        ("B", "periods", ("5.200", "4.900"), "4.900"),
        id="month above its quarter",
    ),
    pytest.param(
        "Giải quyết 28.869 hồ sơ. Kết quả: đã giải quyết 28.896 hồ sơ, trễ hạn 4 hồ sơ.",
        ("A", "repeat", ("28.869", "28.896"), "28.896"),
        id="slip of the hand",
    ),
    pytest.param(
        "Tiếp nhận 44,855 hồ sơ, gồm 2,381 hồ sơ kỳ trước và 42.474 hồ sơ mới.",
        ("C", "separator", ("42.474",), "42.474"),
        id="mixed separators",
    ),
]


@pytest.mark.parametrize(("text", "finding"), WRONG)
def test_each_kind_of_error_is_found(text, finding):
    """One finding of the right class, naming the numbers it is about and no others."""
    assert found(text) == [finding]


RIGHT = [
    "Quý I/2021 tiếp nhận 30.228 hồ sơ, tăng 4,23% so với cùng kỳ năm 2020 (29.000 hồ sơ).",
    "Tiếp nhận 61,3 ngàn hồ sơ, tăng 18% so với năm 2018 (52 ngàn hồ sơ).",
    "Tiếp nhận 4.561 hồ sơ, kỳ trước chuyển sang 1.089 hồ sơ, giải quyết 4.302 hồ sơ, đang giải quyết 1.348 hồ sơ.",
    "Nhận 912 hồ sơ, giải quyết 850 hồ sơ, rút 12 hồ sơ, từ chối 05 hồ sơ, chờ bổ sung 09, đang giải quyết 36 hồ sơ.",
    "Số đến hạn 4.169 hồ sơ. Trả trước và đúng hạn 4.157 hồ sơ (đạt 99,71%). Chậm, quá hạn 12 hồ sơ (chiếm 0,29%).",
    "Tiếp nhận 61,3 ngàn hồ sơ. Đã giải quyết 59,72 ngàn hồ sơ (đạt tỷ lệ 97,4%).",
    "Trước hạn 5.738 hồ sơ (19,9%), đúng hạn 23.127 hồ sơ (80,1%), trễ hạn 04 hồ sơ (0,0%). Giải quyết 28.869 hồ sơ.",
    "Hơn 59 ngàn hồ sơ được giải quyết\nTrong năm 2020, Trung tâm giải quyết 59.720 hồ sơ, tiếp nhận 61.300 hồ sơ.",
    "Tiếp nhận 10.118 hồ sơ, trong đó: Công an tỉnh 2.870 hồ sơ, Sở Tư pháp 1.025 hồ sơ.",
]


@pytest.mark.parametrize("text", LAWFUL)
def test_tempting_texts_are_not_called_wrong(text):
    """Overlapping categories, periods, votes, targets, document numbers: no class A where the words can be true."""
    findings = audit_text(text.replace("\\n", "\n")).findings

    assert not [finding.message("vi") for finding in findings if finding.severity == "A"]


@pytest.mark.parametrize(("severity", "numbers", "text"), UNLAWFUL)
def test_one_wrong_figure_is_one_finding_about_it(severity, numbers, text):
    """A short text with one figure that cannot be: one finding of its class that names those numbers and no others."""
    findings = audit_text(text.replace("\\n", "\n")).findings

    assert [(finding.severity, "; ".join(finding.printed)) for finding in findings] == [(severity, numbers)]


@pytest.mark.parametrize("text", RIGHT)
def test_what_can_be_true_is_left_alone(text):
    """Carry-over, withdrawals, other named bases, rounding and incomplete lists are no errors."""
    assert found(text) == []


def test_one_wrong_total_is_one_finding():
    """Levels and complement both point to one total: it is named once, with the value that mends both."""
    audit = audit_text(
        "Cả tỉnh giải quyết 643.272 hồ sơ; đúng và trước hạn 635.593 hồ sơ; quá hạn 7.677 hồ sơ.\n"
        "Cấp tỉnh: đúng và trước hạn 51.072 hồ sơ.\n"
        "Cấp huyện: đúng và trước hạn 323.911 hồ sơ.\n"
        "Cấp xã: đúng và trước hạn 260.612 hồ sơ."
    )
    (finding,) = audit.findings

    assert finding.severity == "A"
    assert "635.595" in finding.explanation("vi")
    assert "635.595" in finding.correction("vi")


def test_a_wrong_count_explains_its_share_too():
    """A slip in one count breaks a sum and a share: one finding, whose guess mends both."""
    text = "Giải quyết 9.266 hồ sơ: trước hạn 7.431 hồ sơ (80,00%), đúng hạn 1.841 hồ sơ (19,87%), quá hạn 12 hồ sơ."
    (finding,) = audit_text(text).findings

    assert finding.severity == "A"
    assert "7.413" in finding.explanation("vi")


def test_what_is_left_of_a_hundred_is_told():
    """A share that is a hundred minus the others, not computed from counts, is explained that way."""
    text = "Giải quyết 106.014 hồ sơ, đúng hạn 104.814 hồ sơ, đạt 98,7%. Trả quá hạn 1.200 hồ sơ, chiếm 1,3%."
    late = audit_text(text).findings[1]

    assert late.computed == "1,1%"
    assert "phần còn lại" in late.explanation("vi")


def test_corrections_are_the_sentence_with_the_right_number():
    """The wrong sentence comes back with one number changed."""
    (finding,) = audit_text("Giải quyết 28.869 hồ sơ, trong đó trước hạn 5.738 hồ sơ (chiếm 33,80%).").findings

    assert finding.correction("vi") == (
        "Câu sửa: “Giải quyết 28.869 hồ sơ, trong đó trước hạn 5.738 hồ sơ (chiếm 19,88%)”."
    )

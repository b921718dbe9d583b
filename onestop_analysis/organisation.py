"""The 34 provinces and cities since 1 July 2025, and the organisation block of a centre as text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Resolution 202/2025/QH15: six cities under the central government and 28 provinces, by slug.
CITIES = {
    "can-tho": "Cần Thơ", "da-nang": "Đà Nẵng", "ha-noi": "Hà Nội", "hai-phong": "Hải Phòng",
    "ho-chi-minh": "Hồ Chí Minh", "hue": "Huế",
}  # fmt: skip
PROVINCES = {
    "an-giang": "An Giang", "bac-ninh": "Bắc Ninh", "ca-mau": "Cà Mau", "cao-bang": "Cao Bằng",
    "dak-lak": "Đắk Lắk", "dien-bien": "Điện Biên", "dong-nai": "Đồng Nai", "dong-thap": "Đồng Tháp",
    "gia-lai": "Gia Lai", "ha-tinh": "Hà Tĩnh", "hung-yen": "Hưng Yên", "khanh-hoa": "Khánh Hòa",
    "lai-chau": "Lai Châu", "lam-dong": "Lâm Đồng", "lang-son": "Lạng Sơn", "lao-cai": "Lào Cai",
    "nghe-an": "Nghệ An", "ninh-binh": "Ninh Bình", "phu-tho": "Phú Thọ", "quang-ngai": "Quảng Ngãi",
    "quang-ninh": "Quảng Ninh", "quang-tri": "Quảng Trị", "son-la": "Sơn La", "tay-ninh": "Tây Ninh",
    "thai-nguyen": "Thái Nguyên", "thanh-hoa": "Thanh Hóa", "tuyen-quang": "Tuyên Quang", "vinh-long": "Vĩnh Long",
}  # fmt: skip


@dataclass(frozen=True)
class Territory:
    """A province or city; `name` is written without its kind: 'Cao Bằng', 'Hà Nội'."""

    name: str
    is_city: bool = False

    @property
    def kind(self) -> str:
        return "thành phố" if self.is_city else "tỉnh"

    @property
    def full_name(self) -> str:
        # Decree 30/2020/NĐ-CP, appendix II: this one city is written with a capital T.
        return f"Thành phố {self.name}" if self.name == "Hồ Chí Minh" else f"{self.kind} {self.name}"


def territory_of(slug: str) -> Territory | None:
    """The province or city of a slug, None where it is not one of the 34."""
    if slug in CITIES:
        return Territory(CITIES[slug], is_city=True)
    return Territory(PROVINCES[slug]) if slug in PROVINCES else None


def centre_toml(territory: Territory, *, synthetic: bool = False) -> str:
    """The centre.toml of a territory's centre, in Vietnamese and English.

    `synthetic` adds the sentence that then stands on every page.
    """
    full = territory.full_name
    english = territory.name if territory.is_city else f"{territory.name} Province"
    notice = {
        "synthetic": "Hồ sơ mô phỏng do máy sinh ra; không phải hồ sơ thật, không phản ánh địa phương nào.",
    }
    english_notice = {"synthetic": "Synthetic dossiers; not real cases, and they say nothing about any place."}
    block = {
        "name": f"Trung tâm Phục vụ hành chính công {full}",
        "short_name": "Trung tâm",
        "province": territory.name,
        "superior": f"VĂN PHÒNG UBND {full.upper()}",
        "place": territory.name,
        "signer_title": "GIÁM ĐỐC",
        "recipients": [
            f"Văn phòng UBND {territory.kind}",
            f"Các sở, ban, ngành {territory.kind}",
            "Lãnh đạo Trung tâm",
            "Lưu: VT",
        ],
    } | (notice if synthetic else {})
    in_english = {
        "name": f"{english} Public Administration Service Centre",
        "short_name": "the Centre",
        "superior": f"OFFICE OF THE PEOPLE'S COMMITTEE OF {english.upper()}",
        "signer_title": "DIRECTOR",
        "recipients": [
            "Office of the People's Committee",
            "Departments and agencies",
            "Management of the Centre",
            "Archives",
        ],
    } | (english_notice if synthetic else {})
    comment = "# Organisation block of the centre: what stands on its reports."
    parts = [comment, _lines(block), MORE, "# What the English edition says instead.", "[en]", _lines(in_english)]
    return "\n".join(parts) + "\n"


# What a centre may add; a line without its # is read.
MORE = """# cover = true  # a cover page before the letter, in the PDF
# group = "miền núi"  # centres that name the same group are compared, three or more in one store

# What a rate is to reach, in percent, and who says so; on_time_rate, online_rate, paid_online_rate or digitised_rate.
# [[targets]]
# rate = "on_time_rate"
# at_least = 98
# source = "Kế hoạch số .../KH-UBND của UBND tỉnh"
# source_en = "Plan of the provincial People's Committee"
"""


def _lines(block: Mapping[str, object]) -> str:
    # The strings of JSON are strings of TOML too.
    return "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in block.items())

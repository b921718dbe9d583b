"""Vietnamese text as it arrives, made comparable: one spelling per word, nothing invisible.

Names keep their diacritics: `fold` makes two spellings of the same name equal, never two different
names. Only header cells are compared without diacritics (`bare`), where no two words collide.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Icelandic letters that fonts show like the Vietnamese ones.
_LOOKALIKES = str.maketrans("Ðð", "Đđ")
_SPACES = re.compile(r"\s+")
_SIGNS = re.compile(r"[^\w]+", re.UNICODE)
# The two schools of tone placement: hoà = hòa, thuỷ = thủy. NFD order is vowel, vowel mark, tone.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OLD_TONE = re.compile(rf"(?<!q)(o)(a|e)([{_TONES}])(?!\w)|(?<!q)(u)(y)([{_TONES}])(?!\w)")

# What stands around a title: a remark in brackets, the column's number.
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|^\W*\d{1,2}\s*[.):/-]")
_SHORT = {"hs": "hồ sơ", "kq": "kết quả", "tthc": "thủ tục hành chính", "tn": "tiếp nhận", "gq": "giải quyết",
          "đv": "đơn vị", "cq": "cơ quan", "ht": "hình thức"}  # fmt: skip

# A number of somebody by its form alone: a mobile phone, or a citizen number with its province's code in front.
PERSONAL_NUMBER = (
    "(84|0)[35789][0-9]{8}|0[35789][0-9]{2}[.-][0-9]{3}[.-][0-9]{3}|0[35789][0-9][.-][0-9]{3}[.-][0-9]{4}"
    "|0(0[1-9]|[1-8][0-9]|9[0-6])[0-9]{9}"
)
_PERSONAL_NUMBER = re.compile(PERSONAL_NUMBER)
# Those, also right behind letters; runs of nine to fourteen digits (identity cards, phones in groups); mail addresses.
_PRIVATE = re.compile(
    rf"(?<!\d)(?:{PERSONAL_NUMBER})(?!\d)|(?<![\w./-])(?:\+?\d[ .\-]?){{8,13}}\d(?![\w/-]|\.\d)|[\w.+-]+@[\w-]+\.[\w.]+"
)

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w]+)+?(?=\.|$|\s)")
# A phone or citizen number begins with 0 or 84; a date or a time stamp in a file name does not.
_NUMBER_IN_NAME = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .]?\d){8,11}(?!\d)")
_FAMILY = (
    "nguyen|nguyễn|tran|trần|le|lê|pham|phạm|hoang|hoàng|huynh|huỳnh|phan|vu|vũ|vo|võ|dang|đặng|bui|bùi|do|đỗ|"
    "ho(?!.?so)|hồ(?!.?s[oơ])|ngo|ngô|duong|dương|ly|lý|nong|nông|luong|lương|dinh|đinh|mai|trinh|trịnh"
)
_PERSON_IN_NAME = re.compile(rf"(?<![^\W_])(?:{_FAMILY})(?:[ _.-]+[^\W\d_]+){{2,4}}(?=[ _.-]|\Z)", re.IGNORECASE)


def mask(text: str) -> str:
    """The text with phone numbers, identity numbers and mail addresses replaced."""
    return _PRIVATE.sub("***", text)


def is_personal_number(text: str) -> bool:
    """Whether a text is a mobile phone's or a citizen's number and nothing else."""
    return bool(_PERSONAL_NUMBER.fullmatch(text))


def file_name(name: str) -> str:
    """A file's or sheet's name as it may be shown and kept: phone and citizen numbers, mails and people masked."""
    numbers = _NUMBER_IN_NAME.sub("***", _MAIL.sub("***", clean(name)))
    return _PERSON_IN_NAME.sub("***", numbers)


def clean(text: str) -> str:
    """NFC, without control, private-use, zero-width and direction characters, single spaces."""
    if text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text).strip()
    spaced = _SPACES.sub(" ", unicodedata.normalize("NFC", text).translate(_LOOKALIKES))
    if spaced.isprintable():  # none of the characters that go, found a hundred times faster
        return spaced.strip()
    visible = "".join(char for char in spaced if unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs", "Cn"))
    return _SPACES.sub(" ", visible).strip()


@lru_cache(maxsize=2048)
def fold(text: str) -> str:
    """The key under which spellings of one name meet: case, signs and tone placement do not matter."""
    lowered = unicodedata.normalize("NFD", clean(text).casefold())
    moved = _OLD_TONE.sub(lambda m: (m[1] or m[4]) + (m[3] or m[6]) + (m[2] or m[5]), lowered)
    return _SIGNS.sub(" ", unicodedata.normalize("NFC", moved)).strip()


@lru_cache(maxsize=2048)
def bare(text: str) -> str:
    """Lower-case letters and digits only, without diacritics and spaces: for header cells.

    'Mã hồ sơ', 'MA HO SO' and 'MaHoSo' are the same header.
    """
    folded = unicodedata.normalize("NFD", fold(text))
    letters = "".join(char for char in folded if char.isalnum())
    return letters.replace("đ", "d")


@lru_cache(maxsize=2048)
def title_keys(text: str) -> tuple[str, ...]:
    """Under what a header cell may be known: as it is, without remarks and numbers, with short words written out."""
    plain = _ASIDE.sub(" ", text)
    words = " ".join(_SHORT.get(word, word) for word in fold(plain).split())
    return tuple(dict.fromkeys(bare(form) for form in (text, plain, words)))

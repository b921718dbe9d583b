"""The encoding of a Vietnamese text, found by what the text then says.

General guessers take TCVN3 for a western European text. Here each candidate decodes the beginning of
the file, and the one under which most frequent words of these exports appear wins. TCVN3 and VNI are
not encodings but fonts: the same letters may also sit in a Unicode file, so they are undone on text.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import TYPE_CHECKING

from onestop_analysis.sources.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORDS = re.compile(
    r"\b(hồ sơ|thủ tục|cơ quan|đơn vị|tiếp nhận|trực tiếp|trực tuyến|bưu chính|ngày|trả|kết quả|hẹn|lĩnh vực|"
    r"trạng thái|hình thức|đã|đang|giải quyết|hài lòng|người|nộp|cấp|sở|huyện|phường|xã|công|của|và|đất|"
    r"đai|hộ|đăng ký|giấy)\b"
)
_TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
_VNI_MARKS = {
    "a": dict(zip("øùûõïâàáåãäêèéúüë", "àáảãạâầấẩẫậăằắẳẵặ", strict=True)),
    "e": dict(zip("øùûõïâàáåãä", "èéẻẽẹêềếểễệ", strict=True)),
    "o": dict(zip("øùûõïâàáåãä", "òóỏõọôồốổỗộ", strict=True)),
    "ô": dict(zip("øùûõï", "ờớởỡợ", strict=True)),
    "u": dict(zip("øùûõï", "ùúủũụ", strict=True)),
    "ö": dict(zip("øùûõï", "ừứửữự", strict=True)),
    "y": dict(zip("øùûõ", "ỳýỷỹ", strict=True)),
}
_VNI_SINGLE = dict(zip("ñôöìíæóòîÑÔÖÌÍÆÓÒÎ", "đơưìíỉĩịỵĐƠƯÌÍỈĨỊỴ", strict=True))
# What bytes 80 to 9F mean in a text that went through Windows-1252 on its way.
_C1 = {bytes([code]).decode("cp1252", "ignore") or chr(code): code for code in range(0x80, 0xA0)}


def from_bom(head: bytes) -> str | None:
    """The encoding that a byte order mark at the beginning names."""
    return next((name for bom, name in _BOMS if head.startswith(bom)), None)


def find_encoding(head: bytes) -> str:
    """The encoding of a text by its first bytes: a Python codec, or tcvn3, vni (over cp1252)."""
    named = from_bom(head)
    if named:
        return named
    if wide := _without_bom(head):
        return wide
    if not _mostly_utf8(head):
        candidates = {"cp1258": _decode(head, "cp1258"), **_fonts(_decode(head, "latin-1"))}
        # First of all UTF-8 with damaged lines: among equals the first wins.
        candidates = {"utf-8": _decode(head, "utf-8"), **candidates}
        best = max(candidates, key=lambda name: score(candidates[name]))
        return best if score(candidates[best]) else "cp1258"
    return "utf-8"


def _decode(head: bytes, encoding: str) -> str:
    return head.decode(encoding, "replace")


def _fonts(text: str) -> dict[str, str]:
    return {"tcvn3": undo_tcvn3(text), "vni": undo_vni(text), "cp1252": text}


def _without_bom(head: bytes) -> str | None:
    """UTF-16 without a mark shows as a zero in every second byte of its ASCII parts; zeros at the end show nothing."""
    head = head[:4000].rstrip(b"\0")
    if head.count(0) * 5 < len(head):
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    return "utf-16-le" if odd > even else "utf-16-be"


def _mostly_utf8(head: bytes) -> bool:
    """Whether the text is UTF-8, be it with some damaged bytes."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # the head may end within a letter
    except UnicodeDecodeError:
        text = head.decode("utf-8", "surrogateescape")
    else:
        return True
    wrong = sum("\udc80" <= char <= "\udcff" for char in text)
    right = sum(char > "\x7f" for char in text) - wrong
    return right >= 3 * wrong


def score(text: str) -> int:
    """How much of a text reads like a Vietnamese export: occurrences of its frequent words."""
    return len(_WORDS.findall(fold(text[:60_000])))


# Western signs and letters that no Vietnamese text has, and every broken one.
_FOREIGN = re.compile("[\x80-\x9f\xa1-\xbfÄÅÆÇËÎÏÑÖØÛÜÞßäåæçëîïñöøûüþÿ]")


def repair_of(encoding: str, head: str) -> Callable[[str], str] | None:
    """What still has to be undone on decoded text: TCVN3 or VNI letters, or a second UTF-8 encoding."""
    if encoding in ("tcvn3", "vni"):
        return {"tcvn3": undo_tcvn3, "vni": undo_vni}[encoding]
    if not _FOREIGN.search(head):
        return None
    repairs: dict[Callable[[str], str], int] = {undo: score(undo(head)) for undo in (undo_tcvn3, undo_vni, undo_double)}
    best = max(repairs, key=lambda undo: repairs[undo])
    # Sound text loses words when it is "undone"; broken text gains many.
    return best if repairs[best] > 3 + 2 * score(head) else None


def codec_of(encoding: str) -> str:
    """The Python codec under an encoding's name: the letters of TCVN3 and VNI are those of Latin-1."""
    return "latin-1" if encoding in ("tcvn3", "vni") else encoding


def undo_tcvn3(text: str) -> str:
    """'Hå s¬' -> 'Hồ sơ'."""
    return text.translate(_tcvn3_table())


@cache
def _tcvn3_table() -> dict[int, str]:
    return {ord(old): new for old, new in _TCVN3.items()}


def undo_vni(text: str) -> str:
    """'Hoà sô' -> 'Hồ sơ'."""
    return _vni_pattern().sub(_vni_letter, text)


@cache
def _vni_pattern() -> re.Pattern[str]:
    marks = "øùûõïâàáåãäêèéúüë"
    return re.compile(f"([aeoôuöyAEOÔUÖY])([{marks}{marks.upper()}])|([{''.join(_VNI_SINGLE)}])")


def _vni_letter(match: re.Match[str]) -> str:
    if match[3]:
        return _VNI_SINGLE[match[3]]
    base, mark = match[1], match[2]
    letter = _VNI_MARKS[base.lower()].get(mark.lower())
    if letter is None:
        return _VNI_SINGLE.get(base, base) + _VNI_SINGLE.get(mark, mark)
    return letter.upper() if base.isupper() else letter


def undo_double(text: str) -> str:
    """'Tiáº¿p nháº­n' -> 'Tiếp nhận': UTF-8 that was taken for Windows-1252 and encoded again."""
    try:
        return bytes(_C1.get(char, ord(char)) for char in text).decode("utf-8")
    except (ValueError, UnicodeDecodeError):
        return _UTF8_RUN.sub(_undo_run, text)


_UTF8_RUN = re.compile("[\xc2-\xf4][\x80-\xbf\u0152-\u2122]{1,3}")


def _undo_run(match: re.Match[str]) -> str:
    try:
        return bytes(_C1.get(char, ord(char)) for char in match[0]).decode("utf-8")
    except (ValueError, UnicodeDecodeError):
        return match[0]


def is_double_encoded(text: str) -> bool:
    """Whether a name shows letters that only a second encoding leaves."""
    undone = undo_double(text)
    return undone != text and len(undone) < len(text) and _vietnamese(undone)


def _vietnamese(text: str) -> bool:
    letters = [char for char in fold(text) if char.isalpha()]
    return bool(letters) and all(char in _LETTERS for char in letters)


_LETTERS = set("abcdefghijklmnopqrstuvwxyz" + "".join(_TCVN3.values()).lower())

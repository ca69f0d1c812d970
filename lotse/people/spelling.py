"""How a name may be written: plain ASCII in any script, and consonant skeletons that survive transliteration."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

MAX_READINGS = 24

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
# What the letter sounds like, for those that lose their sound when only the accent is dropped.
_BY_SOUND = str.maketrans(
    dict.fromkeys("şșš", "sh") | dict.fromkeys("çčć", "ch") | {"ž": "zh", "ț": "ts", "đ": "dj", "ğ": "", "г": "h"}
)
_ABJAD = re.compile(r"[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_VOWEL_SIGNS = re.compile(r"[\u0610-\u061a\u064b-\u065f\u0670\u0640\u0591-\u05c7\u200b-\u200f]")
_ARTICLE = re.compile(r"(?<!\w)ال(?=\w{3})")
_INNER_ALIF = re.compile(r"(?<=\w)[اآأ](?=\w)|ة")
_APOSTROPHES = re.compile(r"['`´’ʼ]")
_OTHER = re.compile(r"[^a-z0-9]+")


def _plain(name: str, by_sound: bool = False) -> str:
    text = unicodedata.normalize("NFKC", name).casefold()
    text = unicodedata.normalize("NFC", text.replace("i̇", "i"))
    text = text.translate(_BY_SOUND) if by_sound else text.translate(_GERMAN)
    if _ABJAD.search(text):
        # Short vowels are rarely written, long ones are: keep the alif, which anyascii drops.
        # The article's vowel depends on its neighbours (Abdul, Abdel, Abd ar-), so it is left open.
        text = _ARTICLE.sub("ل ", _VOWEL_SIGNS.sub("", text).replace("عبدال", "عبد ل "))
        text = _INNER_ALIF.sub("a", text)
    return _OTHER.sub(" ", _APOSTROPHES.sub("", anyascii(text).casefold())).strip()


@lru_cache(maxsize=65_536)
def normalise(name: str) -> str:
    """The plain form by which two spellings count as the same: no case, accents, punctuation or script."""
    return _plain(name)


def tokens(name: str) -> tuple[str, ...]:
    """The words of a name in their plain form."""
    return tuple(normalise(name).split())


class Reading(NamedTuple):
    """The consonants of a word and the vowels before, between and after them (one slot more than consonants)."""

    consonants: str
    vowels: tuple[str, ...]


# Consonants that are written in several ways or can be read in several ways; the likeliest first. A reading in
# lower-case i or u is a vowel. Capitals are sounds: S as in Schule, C as in tschüs, J as in Dschungel.
_SOUNDS: dict[str, tuple[str, ...]] = {
    "schtsch": ("SC",),
    "stsch": ("SC",),
    "shch": ("SC",),
    "tsch": ("C",),
    "dsch": ("J",),
    "sch": ("S", "sh", "sk"),
    "tch": ("C",),
    "dzh": ("J",),
    "ch": ("C", "h", "k", "S"),
    "sh": ("S",),
    "zh": ("S", "J", "s"),
    "dj": ("J", "di"),
    "kh": ("h", "k"),
    "gh": ("g", "k"),
    "ph": ("f",),
    "th": ("t", "s"),
    "dh": ("d", "s"),
    "ck": ("k",),
    "qu": ("k",),
    "ts": ("s",),
    "tz": ("s",),
    "c": ("k", "s", "C", "J"),
    "j": ("i", "J"),
    "q": ("k", "g"),
    "v": ("f",),
    "w": ("f", "u"),
    "x": ("ks", "h"),
    "y": ("i",),
    "z": ("s",),
}
_UNITS = re.compile("|".join([*sorted(_SOUNDS, key=len, reverse=True), "[aeiou]+", "."]))
_FINAL = {"d": "t", "b": "p"}
_VOWELS = frozenset("aeiou")
_CONSONANT = re.compile("[^aeiou]")
_UNSTEADY, _DOUBLE = re.compile("[^lmnr]+"), re.compile(r"(.)\1+")
_LONG_VOWEL = re.compile(r"([aeiu])\1+")


def _extend(spoken: str, sounds: str) -> str:
    for sound in sounds:
        if sound in _VOWELS or not spoken.endswith(sound):  # double letters count once
            spoken += sound
    return spoken


def _one_sound(spoken: str) -> str:
    """Vowels as they are compared: o is u, and a long one is as good as a short one."""
    return _LONG_VOWEL.sub(r"\1", spoken.replace("o", "u"))


def _split(spoken: str) -> Reading:
    consonants = "".join(char for char in spoken if char not in _VOWELS)
    return Reading(consonants, tuple(_CONSONANT.split(spoken)))


@lru_cache(maxsize=131_072)
def readings(word: str) -> tuple[Reading, ...]:
    """All plausible readings of one plain word, the likeliest first."""
    found = [""]
    units = _UNITS.findall(word)
    for at, unit in enumerate(units):
        is_last = at == len(units) - 1
        if is_last and unit in _FINAL:
            options: tuple[str, ...] = (_FINAL[unit],)
        else:
            options = _SOUNDS.get(unit, (unit,))
        grown: list[str] = []
        for spoken in found:
            if unit == "h":
                after_consonant = spoken != "" and spoken[-1] not in _VOWELS
                options = ("",) if is_last else ("h", "") if after_consonant else ("h",)
            grown += [_extend(spoken, option) for option in options]
        found = grown[:MAX_READINGS]
    return tuple(map(_split, dict.fromkeys(map(_one_sound, found))))


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One word of a name with everything needed to compare it quickly. Made once (`_word`), so that it is looked up
    as itself: asking two words whether they are equal would cost more than all the rest."""

    text: str
    sounds: dict[str, tuple[tuple[str, ...], ...]]  # consonants -> vowels of each reading
    is_abjad: bool  # from a script that leaves short vowels out
    skeletons: frozenset[str]  # the consonants; a word of vowels only keeps its plain form


@lru_cache(maxsize=131_072)
def _word(spellings: tuple[str, ...], is_abjad: bool) -> Word:
    sounds: dict[str, tuple[tuple[str, ...], ...]] = {}
    for spelling in spellings:
        for consonants, vowels in readings(spelling):
            sounds[consonants] = (*sounds.get(consonants, ()), vowels)
    return Word(spellings[0], sounds, is_abjad, frozenset(consonants or spellings[0] for consonants in sounds))


def words(name: str) -> tuple[Word, ...]:
    """The words of a name, each with its readings by letter and by sound."""
    return tuple(word for piece in name.split() for word in _words(piece))


@lru_cache(maxsize=131_072)
def _words(piece: str) -> tuple[Word, ...]:
    """Of what stands between two spaces; there are far fewer of these than of whole names."""
    plain, by_sound = normalise(piece).split(), _plain(piece, by_sound=True).split()
    if len(plain) != len(by_sound):
        by_sound = plain
    is_abjad = bool(_ABJAD.search(piece))
    return tuple(
        _word((first,) if first == second else (first, second), is_abjad)
        for first, second in zip(plain, by_sound, strict=True)
    )


def joined(parts: tuple[Word, ...]) -> Word:
    """Several words written as one: Abdul Rahman and Abdulrahman."""
    return _word(("".join(part.text for part in parts),), any(part.is_abjad for part in parts))


def steady_letters(text: str) -> str:
    """The letters that every reading keeps, double ones once: words of which these differ share no skeleton."""
    return _DOUBLE.sub(r"\1", _UNSTEADY.sub("", text))


def skeletons(token: str) -> set[str]:
    """The consonant skeletons of a word, one for each way to read it."""
    return {skeleton for word in words(token) for skeleton in word.skeletons}

"""How a name may be written: plain ASCII in any script, and consonant skeletons that survive transliteration."""

import re
import unicodedata
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


def _extend(reading: Reading, sounds: str) -> Reading:
    consonants, vowels = reading
    for sound in sounds:
        if sound in _VOWELS:
            vowels = (*vowels[:-1], vowels[-1] + sound)
        elif not (consonants.endswith(sound) and not vowels[-1]):  # double letters count once
            consonants += sound
            vowels = (*vowels, "")
    return Reading(consonants, vowels)


def _one_sound(vowels: str) -> str:
    return re.sub(r"(.)\1+", r"\1", vowels.replace("o", "u"))


@lru_cache(maxsize=131_072)
def readings(word: str) -> tuple[Reading, ...]:
    """All plausible readings of one plain word, the likeliest first."""
    found = [Reading("", ("",))]
    units = _UNITS.findall(word)
    for at, unit in enumerate(units):
        is_last = at == len(units) - 1
        grown: list[Reading] = []
        for reading in found:
            if unit == "h":
                after_consonant = bool(reading.consonants) and not reading.vowels[-1]
                options: tuple[str, ...] = ("",) if is_last else ("h", "") if after_consonant else ("h",)
            elif is_last and unit in _FINAL:
                options = (_FINAL[unit],)
            else:
                options = _SOUNDS.get(unit, (unit,))
            grown += [_extend(reading, option) for option in options]
        found = grown[:MAX_READINGS]
    unique = dict.fromkeys(Reading(r.consonants, tuple(_one_sound(v) for v in r.vowels)) for r in found)
    return tuple(unique)


class Word(NamedTuple):
    """One word of a name with everything needed to compare it quickly."""

    text: str
    sounds: dict[str, tuple[tuple[str, ...], ...]]  # consonants -> vowels of each reading
    is_abjad: bool  # from a script that leaves short vowels out

    def __hash__(self) -> int:
        return hash((self.text, self.is_abjad))


@lru_cache(maxsize=131_072)
def _word(spellings: tuple[str, ...], is_abjad: bool) -> Word:
    sounds: dict[str, tuple[tuple[str, ...], ...]] = {}
    for spelling in spellings:
        for consonants, vowels in readings(spelling):
            sounds[consonants] = (*sounds.get(consonants, ()), vowels)
    return Word(spellings[0], sounds, is_abjad)


@lru_cache(maxsize=65_536)
def words(name: str) -> tuple[Word, ...]:
    """The words of a name, each with its readings by letter and by sound."""
    plain, by_sound = normalise(name).split(), _plain(name, by_sound=True).split()
    if len(plain) != len(by_sound):
        by_sound = plain
    is_abjad = bool(_ABJAD.search(name))
    return tuple(
        _word((first,) if first == second else (first, second), is_abjad)
        for first, second in zip(plain, by_sound, strict=True)
    )


def joined(parts: tuple[Word, ...]) -> Word:
    """Several words written as one: Abdul Rahman and Abdulrahman."""
    return _word(("".join(part.text for part in parts),), any(part.is_abjad for part in parts))


def skeletons(token: str) -> set[str]:
    """The consonant skeletons of a word, one for each way to read it. A word of vowels only keeps its plain form."""
    return {consonants or word.text for word in words(token) for consonants in word.sounds}

"""Which language and direction a name in its original script has, so that it is drawn the right way round."""

import unicodedata

RTL_LANGUAGES = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "prs", "ps", "sd", "syr", "ug", "ur", "yi"})
RTL_SCRIPTS = frozenset({"Adlm", "Arab", "Hebr", "Nkoo", "Syrc", "Thaa"})
# First word of a character's Unicode name -> ISO 15924; only scripts that the people Lotse serves write in.
SCRIPT_BY_UNICODE_NAME = {
    "ADLAM": "Adlm",
    "ARABIC": "Arab",
    "ARMENIAN": "Armn",
    "BENGALI": "Beng",
    "CJK": "Hani",
    "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi",
    "GEORGIAN": "Geor",
    "GREEK": "Grek",
    "GURMUKHI": "Guru",
    "HANGUL": "Hang",
    "HEBREW": "Hebr",
    "LATIN": "Latn",
    "NKO": "Nkoo",
    "SYRIAC": "Syrc",
    "TAMIL": "Taml",
    "THAANA": "Thaa",
    "THAI": "Thai",
}


def script_of(text: str) -> str:
    """ISO 15924 code of the first letter, "" when there is none we know."""
    for character in text:
        if unicodedata.category(character) in ("Lu", "Ll", "Lt", "Lo"):  # not the signs of a transliteration (ʿ)
            return SCRIPT_BY_UNICODE_NAME.get(unicodedata.name(character, "").split(" ")[0], "")
    return ""


def language_and_direction(text: str = "", language: str = "") -> tuple[str, str]:
    """BCP 47 tag and "rtl" or "ltr". Without a known language only the script is said ("und-Arab")."""
    script = script_of(text)
    tag = language or (f"und-{script}" if script else "und")
    if script:
        return tag, "rtl" if script in RTL_SCRIPTS else "ltr"
    parts = tag.split("-")
    is_rtl = parts[-1] in RTL_SCRIPTS or (parts[0] in RTL_LANGUAGES and "Latn" not in parts)
    return tag, "rtl" if is_rtl else "ltr"

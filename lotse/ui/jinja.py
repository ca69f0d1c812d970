"""The Jinja2 environment of all templates; `TEMPLATES` in the settings points here."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.safestring import SafeString
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from lotse.ui.filters import FILTERS
from lotse.ui.ids import uuid7
from lotse.ui.names import written_name
from lotse.ui.reasons import reason, strip, text_in_language


def url(name: str, *args: Any, **kwargs: Any) -> str:
    return _address(settings.ROOT_URLCONF, name, args, tuple(kwargs.items()))


@lru_cache(maxsize=4096)
def _address(urlconf: str, name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> str:
    """Addresses never change while a process lives, and a page names the same ones again and again."""
    return reverse(name, urlconf, args=args or None, kwargs=dict(kwargs) or None)


def url_of_each(name: str, *args: Any) -> Callable[[Any], str]:
    """`url` for long lists whose last argument is an id: the address is looked up once."""
    before, after = url(name, *args, UUID(int=0)).split(str(UUID(int=0)))
    return lambda last: f"{before}{last}{after}"


def optional_url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address, or "" where this installation has no such page (the shell must render in any of them)."""
    try:
        return url(name, *args, **kwargs)
    except NoReverseMatch:
        return ""


def control_kind(field: BoundField) -> str:
    """Which shape the macro `field` gives an input."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    # the order matters: RadioSelect and CheckboxSelectMultiple are relatives of Select
    for kind, types in (
        ("radio", (RadioSelect, CheckboxSelectMultiple)),
        ("checkbox", (CheckboxInput,)),
        ("select", (Select,)),
        ("textarea", (Textarea,)),
        ("file", (FileInput,)),
    ):
        if isinstance(widget, types):
            return kind
    return "text"


def html_attrs(attrs: dict[str, Any]) -> SafeString:
    """A dict as escaped attributes: True gives the bare name, None and False give nothing. What is escaped already, as
    the words with somebody's name in them are, is not escaped again."""
    return SafeString(
        "".join(
            f" {escape(name)}" if value is True else f' {escape(name)}="{escape(value)}"'
            for name, value in attrs.items()
            if value is not None and value is not False
        )
    )


def without_none(*dicts: dict[str, Any]) -> dict[str, Any]:
    """Merged attributes for a widget, the later one wins. None is left out: a widget would print it."""
    return {name: value for attrs in dicts for name, value in attrs.items() if value is not None}


@pass_context
def form_id(context: Context) -> SafeString:
    """The id of a form, made when it is shown: the same form sent twice is carried out once (`audit/sent.py`). A form
    that comes back with errors keeps its own."""
    request = context.get("request")  # a macro imported without context knows none
    try:
        known = UUID(request.POST.get("form_id", "") if request else "")
    except ValueError:
        known = uuid7()
    return SafeString(f'<input type="hidden" name="form_id" value="{known}">')


class FormError(NamedTuple):
    anchor: str  # id of the input to jump to, "" for errors of the whole form
    label: str
    text: str


def all_errors(forms: BaseForm | Iterable[BaseForm]) -> list[FormError]:
    """Everything wrong in one form or several, in the order of the page, for the summary on top."""
    found = []
    for form in [forms] if isinstance(forms, BaseForm) else forms:
        found += [FormError("", "", str(error)) for error in form.non_field_errors()]
        for bound in form:
            anchor = bound.auto_id + ("_0" if control_kind(bound) == "radio" else "") if not bound.is_hidden else ""
            found += [FormError(anchor, str(bound.label), str(error)) for error in bound.errors]
    return found


# --- words ------------------------------------------------------------------------------------------------------------
# What Jinja's own "newstyle" gettext does, without its three calls and an empty formatting for each of the hundreds of
# words of a page. A catalogue never changes while a process lives.
@lru_cache(maxsize=8192)
def _known(language: str | None, message: str) -> Markup:
    return Markup(translation.gettext(message))  # noqa: S704 - our own words


def word(message: str, **variables: Any) -> Markup:
    found = _known(translation.get_language(), message)
    return found % variables if variables or "%" in message else found


def words(singular: str, plural: str, num: int, **variables: Any) -> Markup:
    return Markup(translation.ngettext(singular, plural, num)) % {"num": num, **variables}  # noqa: S704 - our own words


class Missing(StrictUndefined):
    """A name the view did not give: `{% if next_step %}` may ask for it, but printing or looping over it is an error,
    because an empty spot in a file is worse than a page that fails."""

    def __bool__(self) -> bool:
        return False


def environment(**options: Any) -> Environment:
    options |= {"trim_blocks": True, "lstrip_blocks": True, "undefined": Missing}
    options["extensions"] = [*options.get("extensions", ()), "jinja2.ext.i18n", "jinja2.ext.do"]
    options.pop("autoescape", None)
    env = Environment(autoescape=True, **options)
    env.globals |= {
        "_": word,
        "gettext": word,
        "ngettext": words,
        "static": static,
        "url": url,
        "url_of_each": url_of_each,
        "optional_url": optional_url,
        "control_kind": control_kind,
        "html_attrs": html_attrs,
        "without_none": without_none,
        "form_id": form_id,
        "all_errors": all_errors,
        "written_name": written_name,
        "reason": reason,
        "strip": strip,
    }
    env.filters |= FILTERS
    env.filters["text"] = text_in_language
    return env

"""/befragung/<secret>/: what a person answers in her language, without logging in. Nothing here says who she is. And
/fallsteuerung/zufriedenheit/: the sums."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lotse.accounts.permissions import Action
from lotse.cases.actions import Refused
from lotse.casework import closure as verbs
from lotse.casework.closure_forms import SurveyForm
from lotse.casework.house import enter_house
from lotse.casework.survey import LEAST, direction, languages, total
from lotse.rulebook import access as rulebook
from lotse.ui.render import render


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def survey(request: HttpRequest, secret: str) -> HttpResponse:
    link, known = verbs.link_of(secret), languages()
    wanted = request.GET.get("sprache", "")
    language = wanted if wanted in known else link.language if link and link.language in known else "de"
    if link is None or not verbs.holds(link, request.today):
        is_thanks = link is not None and link.used_on == request.today
        return _shown(request, language, "thanks" if is_thanks else "gone", status=200 if is_thanks else 404)
    questions = rulebook.get(link.cycle.file.concept).survey_questions
    form = SurveyForm(request.POST or None, questions=questions, texts=known[language])
    if request.method == "POST" and form.is_valid():
        try:
            verbs.answer(link, form.answered(), request.today)
        except Refused:  # sent twice at the same moment
            return _shown(request, language, "gone", status=404)
        return _shown(request, language, "thanks")
    return _shown(request, language, "", form=form, status=422 if form.errors else 200)


def _shown(
    request: HttpRequest, language: str, said: str, *, form: SurveyForm | None = None, status: int = 200
) -> HttpResponse:
    known = languages()
    way = direction(rulebook.current(request.today), language)
    others = [(key, texts["language"], direction(rulebook.current(request.today), key)) for key, texts in known.items()]
    context = {"texts": known[language], "lang": language, "way": way, "said": said, "form": form, "others": others}
    answer = render(request, "casework/survey.html", context, status=status)
    answer["X-Robots-Tag"] = "noindex"
    answer._has_been_logged = True  # type: ignore[attr-defined]  # Django would write the address to the log
    return answer


def satisfaction(request: HttpRequest) -> HttpResponse:
    """All answers of a year, in sums."""
    held = enter_house(request, Action.FIGURES, kind="closure")
    since = (request.today - timedelta(days=365)).replace(day=1)
    context = {
        "held": held, "here": "satisfaction", "since": since, "least": LEAST,
        "total": total(held, rulebook.current(request.today), since),
    }  # fmt: skip
    return render(request, "casework/satisfaction.html", context)

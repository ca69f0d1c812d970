"""/akten/<key>/fallsteuerung/eingliederungsvereinbarung/: a day and the paper, where the concept has this step."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lotse.cases.actions import Refused
from lotse.cases.views.frame import page
from lotse.casework import settlement as verbs
from lotse.casework.access import may_decide, may_write, open_cycle, open_to_read, open_to_write
from lotse.casework.cycle import lacks_of
from lotse.casework.goal_forms import SettlementForm
from lotse.casework.views.goals import papers_of
from lotse.casework.views.overview import closed
from lotse.notes.views.kept import keeps


@keeps(gettext_lazy("Eingliederungsvereinbarung"))
def settlement(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_read(request, key) if request.method != "POST" else open_to_write(request, key)
    step = next((s for s in head.concept.steps if s.kind == "integration-agreement"), None)
    if step is None:
        raise Http404
    cycle = open_cycle(head)
    row = verbs.of(cycle) if cycle else None
    context = {"step": step, "row": row, "cycle": cycle, "can_decide": may_decide(head), "form": None}
    if cycle is None or (row is not None and row.taken_id) or not may_write(head):
        return page(request, "casework/settlement.html", head, context)
    if answer := closed(request, head):
        return answer
    form = SettlementForm(
        request.POST or None, today=head.today, lacks=lacks_of(cycle, step.kind), papers=papers_of(head),
        initial={"words": (row.words or "") if row else "", "document": str(row.document_id or "") if row else ""},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            verbs.conclude(
                cycle, data["on"], document=data["document"], words=data["words"], deviation=data["deviation"],
                by=request.user,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Die Eingliederungsvereinbarung ist festgehalten."))
            return redirect("casework:overview", head.file.pk)
    return page(request, "casework/settlement.html", head, context | {"form": form}, 422 if form.errors else 200)

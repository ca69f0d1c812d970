"""The pages as one writes them in an afternoon: no rights, no audit, no sealing, no search in other spellings."""

from datetime import date, timedelta

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from bench.plain.models import Deadline, File, Note, Worker


def file(request: HttpRequest, key: int) -> HttpResponse:
    found = get_object_or_404(File.objects.select_related("person__household", "lead"), pk=key)
    notes = found.notes.select_related("author").prefetch_related("topics")
    count = notes.count()
    context = {
        "file": found,
        "events": found.events.all(),
        "deadlines": found.deadlines.all(),
        "notes": notes if "all" in request.GET else notes[:30],
        "count": count,
    }
    return render(request, "plain/file.html", context)


def files(request: HttpRequest) -> HttpResponse:
    rows = File.objects.filter(closed_on=None).select_related("person", "lead")
    if worker := request.GET.get("worker"):
        rows = rows.filter(lead=worker)
    if region := request.GET.get("region"):
        rows = rows.filter(region=region)
    rows = rows.annotate(next_due=Min("deadlines__due_on", filter=Q(deadlines__met_on=None)))
    page = Paginator(rows.order_by("person__family_name", "number"), 50).get_page(request.GET.get("page"))
    return render(request, "plain/files.html", {"page": page})


def search(request: HttpRequest) -> HttpResponse:
    rows = File.objects.select_related("person", "lead")
    if name := request.GET.get("q"):
        rows = rows.filter(person__family_name__startswith=name)
    if born := request.GET.get("born"):
        rows = rows.filter(person__born_on=born)
    return render(request, "plain/files.html", {"page": rows.order_by("person__family_name")[:10]})


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ["files", "author", "on", "form", "minutes", "language", "with_interpreter", "summary", "result",
                  "follow_up", "follow_up_on", "topics"]  # fmt: skip
        field_classes = {"files": forms.ModelMultipleChoiceField}


def write(request: HttpRequest, key: int) -> HttpResponse:
    found = get_object_or_404(File, pk=key)
    form = NoteForm(request.POST or None)
    if form.is_valid():
        form.save()
        return redirect("file", found.pk)
    return render(request, "plain/write.html", {"form": form, "file": found}, status=422 if form.errors else 200)


def today(request: HttpRequest) -> HttpResponse:
    day = date.today()  # noqa: DTZ011
    worker = get_object_or_404(Worker, pk=request.GET["worker"]) if "worker" in request.GET else None
    due = Deadline.objects.filter(met_on=None, due_on__lte=day + timedelta(days=60), file__closed_on=None)
    reminders = Note.objects.filter(follow_up_on__range=(day - timedelta(days=60), day + timedelta(days=7)))
    if worker:
        due, reminders = due.filter(file__lead=worker), reminders.filter(author=worker)
    if region := request.GET.get("region"):
        due, reminders = due.filter(file__region=region), reminders.none()
    context = {
        "worker": worker,
        "due": due.select_related("file__person", "file__lead")[:100],
        "reminders": reminders.prefetch_related("files__person")[:100],
    }
    return render(request, "plain/today.html", context)


def annex(request: HttpRequest) -> HttpResponse:
    first, last = date.fromisoformat(request.GET["from"]), date.fromisoformat(request.GET["to"])
    notes = Note.objects.filter(on__range=(first, last)).exclude(form__in=["third-party", "file-note"]).order_by()
    rows = (
        notes.annotate(month=TruncMonth("on"))
        .values("author__name", "month")
        .annotate(
            individual=Count("id", filter=~Q(form="group"), distinct=True),
            group=Count("id", filter=Q(form="group"), distinct=True),
            education=Count("id", filter=Q(topics__key="education-system"), distinct=True),
            back=Count("id", filter=Q(topics__key="return"), distinct=True),
        )
        .order_by("author__name", "month")
    )
    return render(request, "plain/annex.html", {"rows": rows})

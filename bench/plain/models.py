"""The same people and notes in plain tables: numbers as keys, text as text."""

from django.db import models


class Worker(models.Model):
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Household(models.Model):
    mark = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return self.mark


class Person(models.Model):
    household = models.ForeignKey(Household, models.CASCADE, related_name="persons")
    family_name = models.CharField(max_length=200, db_index=True)
    given_name = models.CharField(max_length=200, blank=True)
    original_name = models.CharField(max_length=200, blank=True)
    born_on = models.DateField(null=True, db_index=True)
    nationality = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=10, blank=True)
    aktenzeichen = models.CharField(max_length=80, blank=True, db_index=True)
    phone = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=200, blank=True)
    benefit = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.family_name}, {self.given_name}"


class File(models.Model):
    number = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="files")
    lead = models.ForeignKey(Worker, models.SET_NULL, null=True, related_name="files")
    region = models.CharField(max_length=80, blank=True, db_index=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.number


class Event(models.Model):
    file = models.ForeignKey(File, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=60)
    on = models.DateField()

    class Meta:
        ordering = ["-on"]

    def __str__(self) -> str:
        return self.kind


class Deadline(models.Model):
    file = models.ForeignKey(File, models.CASCADE, related_name="deadlines")
    rule = models.CharField(max_length=60)
    due_on = models.DateField(db_index=True)
    met_on = models.DateField(null=True)

    class Meta:
        ordering = ["due_on"]

    def __str__(self) -> str:
        return self.rule


class Topic(models.Model):
    key = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.key


class Note(models.Model):
    files = models.ManyToManyField(File, related_name="notes")
    author = models.ForeignKey(Worker, models.CASCADE, related_name="notes")
    on = models.DateField(db_index=True)
    form = models.CharField(max_length=40)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    language = models.CharField(max_length=10, blank=True)
    with_interpreter = models.BooleanField(default=False)
    summary = models.TextField()
    result = models.TextField()
    follow_up = models.TextField(blank=True)
    follow_up_on = models.DateField(null=True, blank=True)
    topics = models.ManyToManyField(Topic, related_name="notes", blank=True)

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.on} {self.form}"


class Draft(models.Model):
    """No page of its own: only for the bare statements beside Lotse's drafts."""

    id = models.PositiveIntegerField(primary_key=True)
    author = models.ForeignKey(Worker, models.CASCADE, related_name="drafts")
    words = models.TextField()
    version = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.pk)

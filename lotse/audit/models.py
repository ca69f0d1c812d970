from django.db import models


class WriteLog(models.Model):
    """Who wrote what, when and why; no values. Written by database triggers alone, and never changed."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=64)  # the id of a person, or "system:<name>"
    verb = models.CharField(max_length=64)
    reason = models.CharField(max_length=64)
    right = models.CharField(max_length=64)
    table_name = models.CharField(max_length=64)
    row_id = models.CharField(max_length=64)
    operation = models.CharField(max_length=6)
    changed = models.TextField()  # names of the columns an update changed, separated by spaces

    class Meta:
        indexes = [
            models.Index(fields=["row_id"], name="writelog_row"),
            models.Index(fields=["actor", "at"], name="writelog_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.table_name} {self.row_id}"


class ReadLog(models.Model):
    """Who saw which file: one row per person, file, kind of reading and quarter of an hour."""

    user = models.UUIDField()
    file = models.UUIDField()
    kind = models.CharField(max_length=32)
    right = models.CharField(max_length=64)
    quarter = models.DateTimeField()  # the beginning of the quarter of an hour

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "user", "kind", "quarter"], name="readlog_once_a_quarter")
        ]
        indexes = [models.Index(fields=["user", "quarter"], name="readlog_user")]

    def __str__(self) -> str:
        return f"{self.kind} {self.file}"


class Seal(models.Model):
    """A batch of log rows under seal: how many, their digest, the seal before, and a MAC whose key is not in here."""

    log = models.CharField(max_length=5)
    number = models.PositiveIntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "number"], name="seal_number")]

    def __str__(self) -> str:
        return f"{self.log} {self.number}"


class SentForm(models.Model):
    """A form that was carried out, so that the same one sent again is not. See `sent.py`; forgotten after a week."""

    digest = models.CharField(max_length=64, primary_key=True)  # keyed, over person, address and what was sent
    led_to = models.CharField(max_length=400, blank=True)  # an address of ours: ids, no words
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["sent_at"], name="sentform_age")]

    def __str__(self) -> str:
        return f"{self.led_to}"

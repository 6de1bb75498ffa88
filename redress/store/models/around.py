"""What stands around a case: links, evidence, letters, the outbox, source numbers, keys against repeats."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from redress.store.models.cases import Case


class Link(models.Model):
    """A link between two cases as the journal has it: proposed, confirmed, refused or undone. A cache of events."""

    a = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    b = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    reasons = models.TextField(default="")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "store_link"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["a", "b"], name="link_once"),
            models.CheckConstraint(condition=models.Q(a__lt=models.F("b")), name="link_ordered"),
        ]


class Upload(models.Model):
    """A file handed in: checked by content, kept by its hash, sealed on disk; claimed by an appeal later."""

    id = models.CharField(max_length=40, primary_key=True)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    size = models.IntegerField()
    name = models.CharField(max_length=200, default="")
    owner = models.CharField(max_length=60)
    wrapped = models.BinaryField()  # the file's own key under the master key
    master = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="evidence")

    class Meta:
        db_table = "store_upload"


class Letter(models.Model):
    """A paper as it was made: content sealed and frozen, its digest in the event."""

    number = models.CharField(max_length=80, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    seq = models.IntegerField()
    template = models.CharField(max_length=60)
    template_version = models.CharField(max_length=20)
    sealed = models.BinaryField()
    digest = models.BinaryField(max_length=32)
    check_code = models.CharField(max_length=20, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "store_letter"


class Outbox(models.Model):
    """What must leave the house, or be looked at by the worker, after the transaction that wrote it."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)  # sms, mail, webhook, handoff, compare
    topic = models.CharField(max_length=60)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    state = models.CharField(max_length=10, default="waiting")  # waiting, sent, failed
    error = models.CharField(max_length=300, default="")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "store_outbox"
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["due_at", "id"], name="outbox_waiting", condition=models.Q(state="waiting")),
        ]


class SourceRecord(models.Model):
    """The number that a channel gave an appeal: a repeat of a delivery changes nothing."""

    pk = models.CompositePrimaryKey("scope", "external_id")
    scope = models.CharField(max_length=120)
    external_id = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sources")
    answer = models.TextField(default="")  # what the API answered, without the follow code

    class Meta:
        db_table = "store_sourcerecord"


class IdempotencyKey(models.Model):
    """A key against repeats that a machine sent, with what it was answered."""

    pk = models.CompositePrimaryKey("token_id", "key")
    token = models.ForeignKey("store.Token", on_delete=models.CASCADE)
    key = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "store_idempotencykey"


class Serial(models.Model):
    """A counter: case ids and the numbers of each office and year."""

    scope = models.CharField(max_length=60, primary_key=True)
    last = models.BigIntegerField(default=0)

    class Meta:
        db_table = "store_serial"


class Secret(models.Model):
    """A secret that outlives the master key (keyed hashes, follow codes), wrapped by it."""

    name = models.CharField(max_length=40, primary_key=True)
    master = models.CharField(max_length=20)
    wrapped = models.BinaryField()

    class Meta:
        db_table = "store_secret"


class Checkpoint(models.Model):
    """The Merkle root of all case heads at a moment, chained: shows a lost tail or a lost case."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    cases = models.BigIntegerField()
    events = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "store_checkpoint"


class CheckpointLeaf(models.Model):
    """A case head that changed since the checkpoint before."""

    pk = models.CompositePrimaryKey("checkpoint_id", "case_id")
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="leaves")
    case_id = models.BigIntegerField()
    seq = models.IntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "store_checkpointleaf"


class AccessEntry(models.Model):
    """Who looked at whose personal data, and why."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=60)
    address = models.CharField(max_length=60, default="")

    class Meta:
        db_table = "store_accessentry"

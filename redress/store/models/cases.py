"""Cases and their journal. Facts are appended; what `Case` holds beside its number can be rebuilt from the events."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class Case(models.Model):
    """Anything with a stage and a limit. All but number, procedure, subject and received_at is a cache."""

    id = models.BigIntegerField(primary_key=True)
    number = models.CharField(max_length=60)
    procedure = models.CharField(max_length=60)
    procedure_version = models.CharField(max_length=10)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    office = models.ForeignKey("store.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    handler = models.ForeignKey("store.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    appeal = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="split_cases", db_index=False
    )
    stage = models.CharField(max_length=60)
    is_open = models.BooleanField()
    is_history = models.BooleanField(default=False)
    is_erased = models.BooleanField(default=False)
    version = models.IntegerField()
    head_hash = models.BinaryField(max_length=32)
    received_at = models.DateTimeField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    next_due_on = models.DateField(null=True)
    next_due_rule = models.CharField(max_length=60, default="")
    next_wake_on = models.DateField(null=True)
    sort_on = models.DateField()  # next_due_on, or 9999-12-31: what lists are ordered by
    title = models.CharField(max_length=120, default="")  # masked

    class Meta:
        db_table = "store_case"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(version__gte=1), name="case_has_an_event"),
            # a case by its number (a constraint, since `unique=True` would add a second index on PostgreSQL)
            models.UniqueConstraint(fields=["number"], name="case_number"),
        ]
        indexes: ClassVar[list[Any]] = [
            # queries.worklist: lists filtered by procedure and stage, and how rare such a filter is
            models.Index(fields=["procedure", "stage", "office", "sort_on", "id"], name="case_stage"),
            # queries.worklist: an office's list by what falls due, and its heads (due today, overdue)
            models.Index(fields=["office", "is_open", "sort_on", "id"], name="case_office_due"),
            # queries.worklist: the desk's list across offices by what falls due, and its heads
            models.Index(fields=["is_open", "sort_on", "id"], name="case_due"),
            # queries.worklist and queries.search: an office's cases, newest first
            models.Index(fields=["office", "-received_at", "-id"], name="case_office_newest"),
            # queries.worklist and queries.search: all cases, newest first
            models.Index(fields=["-received_at", "-id"], name="case_newest"),
            # queries.worklist: what a handler has in hand
            models.Index(
                fields=["handler", "is_open", "sort_on", "id"],
                name="case_handler",
                condition=models.Q(handler__isnull=False),
            ),
            # queries.lookups, the case page: the cases split from an appeal
            models.Index(fields=["appeal"], name="case_split", condition=models.Q(appeal__isnull=False)),
            # the sweep
            models.Index(fields=["next_wake_on"], name="case_wake", condition=models.Q(next_wake_on__isnull=False)),
        ]


class CaseEvent(models.Model):
    """One line of a case's journal: append-only, chained, personal fields sealed."""

    pk = models.CompositePrimaryKey("case_id", "seq")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.IntegerField()
    name = models.CharField(max_length=80)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=60)
    by_role = models.CharField(max_length=20)
    office_id = models.BigIntegerField(null=True)
    procedure_version = models.CharField(max_length=10)
    data = models.TextField()
    sealed = models.BinaryField()
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "store_caseevent"


class AppealFacts(models.Model):
    """What an appeal says of itself in columns, for lists and figures: nothing personal of the appellant."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="facts")
    channel = models.CharField(max_length=20)
    source = models.CharField(max_length=80, default="")  # the profile or token it came through
    external_id = models.CharField(max_length=200, default="")
    national_number = models.CharField(max_length=80, default="")
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    recovered = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    purchased_on = models.DateField(null=True)
    subject_class = models.CharField(max_length=20, default="")
    issue_class = models.CharField(max_length=20, default="")
    class_is_confirmed = models.BooleanField(default=False)
    remedy = models.CharField(max_length=120, default="")
    respondent = models.CharField(max_length=200, default="")
    respondent_uscc = models.CharField(max_length=30, default="")
    platform = models.CharField(max_length=80, default="")
    area = models.CharField(max_length=20, default="")
    outcome = models.CharField(max_length=20, default="")
    ground = models.CharField(max_length=40, default="")
    satisfaction = models.CharField(max_length=20, default="")
    dispatched_at = models.DateTimeField(null=True)
    competent_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    returns = models.IntegerField(default=0)
    is_picked_up_on_time = models.BooleanField(null=True)  # None: not yet, or no such clock
    is_decided_on_time = models.BooleanField(null=True)
    is_closed_on_time = models.BooleanField(null=True)

    class Meta:
        db_table = "store_appealfacts"
        indexes: ClassVar[list[Any]] = [
            # queries.worklist: lists of one class, and how rare it is
            models.Index(fields=["subject_class", "case"], name="facts_class"),
            # queries.worklist: lists of one channel, and how rare it is
            models.Index(fields=["channel", "case"], name="facts_channel"),
        ]


class Party(models.Model):
    """A party as it was given: sealed with the case's key; its digest stands in the event."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    seq = models.IntegerField()
    role = models.CharField(max_length=20)
    sealed = models.BinaryField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "store_party"


class CaseKey(models.Model):
    """A case's data key, wrapped by the master key. Destroying the row erases the case."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="data_key")
    master = models.CharField(max_length=20)
    wrapped = models.BinaryField()

    class Meta:
        db_table = "store_casekey"


class LookupKey(models.Model):
    """An exact key of a case (phone, identity, order number …) as a keyed hash."""

    pk = models.CompositePrimaryKey("kind", "digest", "case_id")
    kind = models.CharField(max_length=20)
    digest = models.BinaryField(max_length=16)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lookup_keys")
    at = models.DateTimeField()

    class Meta:
        db_table = "store_lookupkey"


class SearchText(models.Model):
    """The normalised, masked text of a case that the search looks in; a cache.

    Written and removed by `store.<database>.search` only, which keeps the index of character pairs beside it.
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="search_text")
    text = models.TextField()

    class Meta:
        db_table = "store_searchtext"

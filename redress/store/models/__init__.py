"""The tables, one file a subject."""

from redress.store.models.around import (
    AccessEntry,
    Checkpoint,
    CheckpointLeaf,
    IdempotencyKey,
    Letter,
    Link,
    Outbox,
    Secret,
    Serial,
    SourceRecord,
    Upload,
)
from redress.store.models.cases import AppealFacts, Case, CaseEvent, CaseKey, LookupKey, Party, SearchText
from redress.store.models.offices import Office, Person, Role, SavedView, SettingEvent, Token

__all__ = [
    "AccessEntry", "AppealFacts", "Case", "CaseEvent", "CaseKey", "Checkpoint", "CheckpointLeaf", "IdempotencyKey",
    "Letter", "Link", "LookupKey", "Office", "Outbox", "Party", "Person", "Role", "SavedView", "SearchText",
    "Secret", "Serial", "SettingEvent", "SourceRecord", "Token", "Upload",
]  # fmt: skip

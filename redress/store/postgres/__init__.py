"""What only this database does: bulk load, reading the journal, lock, search, snapshot, traces, triggers."""

from redress.store.postgres import bulk, journal, lock, search, snapshot, traces, triggers

__all__ = ["bulk", "journal", "lock", "search", "snapshot", "traces", "triggers"]

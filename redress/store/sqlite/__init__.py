"""What only this database does: bulk load, reading the journal, lock, search, snapshot, traces, triggers."""

from redress.store.sqlite import bulk, journal, lock, search, snapshot, traces, triggers

__all__ = ["bulk", "journal", "lock", "search", "snapshot", "traces", "triggers"]

"""What only this database does: bulk load, reading the journal, lock, search, snapshot, triggers."""

from redress.store.sqlite import bulk, journal, lock, search, snapshot, triggers

__all__ = ["bulk", "journal", "lock", "search", "snapshot", "triggers"]

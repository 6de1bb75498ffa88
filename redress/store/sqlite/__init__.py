"""What only this database does: bulk load, search, triggers."""

from redress.store.sqlite import bulk, journal, search, triggers

__all__ = ["bulk", "journal", "search", "triggers"]

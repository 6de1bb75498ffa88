"""What only this database does: bulk load, search, triggers."""

from redress.store.postgres import bulk, journal, search, triggers

__all__ = ["bulk", "journal", "search", "triggers"]

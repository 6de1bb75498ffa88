"""What only this database does: bulk load, search, triggers."""

from redress.store.postgres import bulk, search, triggers

__all__ = ["bulk", "search", "triggers"]

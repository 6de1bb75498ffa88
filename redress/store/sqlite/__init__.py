"""What only this database does: bulk load, search, triggers."""

from redress.store.sqlite import bulk, search, triggers

__all__ = ["bulk", "search", "triggers"]

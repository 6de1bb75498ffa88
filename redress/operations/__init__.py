"""The verbs: the only writers. Every write goes through record."""

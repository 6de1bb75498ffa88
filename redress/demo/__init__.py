"""A fictional city that is filled through the real doors."""

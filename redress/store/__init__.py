"""The tables: models, constraints, triggers, sealing, and the redacted way out for analytics."""

"""The way in: each channel turns a payload into drafts and calls intake.lodge."""

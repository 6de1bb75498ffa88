"""The face for time: sweep, deliver, refresh. Safe to run twice."""

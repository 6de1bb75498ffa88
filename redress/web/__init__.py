"""The face for people: server-rendered pages."""

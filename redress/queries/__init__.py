"""The questions: plain data out, nothing written."""

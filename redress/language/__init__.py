"""The text floor: repair, redact, extract, classify, compare. Strings in, plain values out."""

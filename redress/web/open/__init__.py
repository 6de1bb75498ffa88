"""The figures for everybody."""

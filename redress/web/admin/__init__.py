"""Administration: offices, people and roles are changed here; law, papers and classes are looked at."""

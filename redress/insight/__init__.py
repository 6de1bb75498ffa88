"""The knowing floor: topics, surges, scans, indicators. Frames in, frames out."""

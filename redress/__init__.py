"""Redress: the platform a city runs to protect consumers, by the law in force, on time and in the open."""

__version__ = "0.1.0"

"""The face for operators: the redress command."""

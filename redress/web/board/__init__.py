"""The figures for officers: each opens into its definition and its cases."""

"""The ground floor: rules, calendar, limits, procedures. Pure: no clock, no Django, no network."""

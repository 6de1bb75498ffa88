"""The ground floor: class trees, crosswalks and regions. Pure data and look-ups."""

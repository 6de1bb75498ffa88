"""Small drawings, 24 by 24, strokes only. Drawn for this project."""

from __future__ import annotations

from typing import Final

PATHS: Final = {
    "shield": '<path d="M12 3 4.5 6v5.5c0 4.4 3 7.9 7.5 9.5 4.5-1.6 7.5-5.1 7.5-9.5V6z"/><path d="m8.5 12 2.5 2.5 4.5-5"/>',
    "back": '<path d="M19 12H5m6-6-6 6 6 6"/>',
    "next": '<path d="m9 5 7 7-7 7"/>',
    "warn": '<path d="M12 4 2.5 20h19z"/><path d="M12 10v4m0 3v.01"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5m0-8.5v.01"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7"/>',
    "lock": '<rect x="5" y="11" width="14" height="9" rx="1.5"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "write": '<path d="M4 20h4L19 9l-4-4L4 16zM13 7l4 4"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>',
    "book": '<path d="M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11"/>',
    "chart": '<path d="M4 20V4m0 16h16M8 16v-4m4 4V8m4 8v-6"/>',
    "bars": '<path d="M5 20V11m5 9V5m5 15v-6m5 6V8"/>',
    "bell": '<path d="M6 16v-5a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5h4"/>',
    "phone": '<path d="M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2z"/>',
    "photo": '<path d="M4 8h3l2-3h6l2 3h3v11H4z"/><circle cx="12" cy="13" r="3.5"/>',
    "file": '<path d="M6 3h8l4 4v14H6zM14 3v4h4"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "print": '<path d="M7 9V3h10v6M7 17H4v-8h16v8h-3M7 14h10v7H7z"/>',
    "save": '<path d="M12 3v12m-5-5 5 5 5-5M4 20h16"/>',
    "empty": '<path d="M4 13 6.5 5h11L20 13v6H4zM4 13h5l1.5 2.5h3L15 13h5"/>',
    "people": '<circle cx="9" cy="8" r="3.2"/><path d="M2.5 20a6.5 6.5 0 0 1 13 0M16 5a3.2 3.2 0 0 1 0 6m2 3a6.5 6.5 0 0 1 3.5 6"/>',
    "scale": '<path d="M12 4v16m-5 0h10M5 7h14M5 7l-3 7a3.2 3.2 0 0 0 6 0zm14 0-3 7a3.2 3.2 0 0 0 6 0z"/>',
    "question": '<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.5-1.1 1-1.1 1.8m0 3v.01"/>',
    "out": '<path d="M14 4H5v16h9M10 12h11m-4-4 4 4-4 4"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "desk": '<path d="M3 6h18v4H3zM5 10v9m14-9v9M9 13h6"/>',
    "face-good": '<circle cx="12" cy="12" r="9"/><path d="M8 14.5a4.8 4.8 0 0 0 8 0M9 9.5v.01M15 9.5v.01"/>',
    "face-bad": '<circle cx="12" cy="12" r="9"/><path d="M8 16a4.8 4.8 0 0 1 8 0M9 9.5v.01M15 9.5v.01"/>',
    "face-fair": '<circle cx="12" cy="12" r="9"/><path d="M8 15h8M9 9.5v.01M15 9.5v.01"/>',
}

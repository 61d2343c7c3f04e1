"""The product's own small drawings, as SVG: the seal 知己 and the signs of the navigation and of the states."""

from django.utils.safestring import SafeString, mark_safe

# 矢 and 口 make 知; 己 stands beside it. Drawn on a 64-unit square, strokes of one width as a seal is cut.
SEAL_STROKES = (
    "M13.5 13 9 23M10.5 19H25.5M7 31H27M17 19V31C17 39 13 46 7.5 50M18.5 35C21 40 24 44.5 27.5 48"
    "M31 25H40V45H31ZM45 16H57V30H45.5M46 30V44C46 47 47 48 50 48H55C57.5 48 58.5 46.5 58.5 41"
)

SIGNS = {
    "today": "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
    "people": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-3.5 2.7-6 6-6s6 2.5 6 6M16 4.5a3.5 3.5 0 0 1 0 6.4M17.5 14.4c2.1.8 3.5 2.9 3.5 5.6",
    "search": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 21 21",
    "add": "M6 3h8l4 4v14H6zM12 10v7M8.5 13.5h7",
    "missing": "M6 3h8l4 4v14H6zM9 12h3M9 16h6",
    "paper": "M3 6h18v12H3zM7 10h4M7 14h7M16 10h2",
    "measure": "M4 20h16M6 20v-6M11 20V9M16 20V5",
    "import": "M12 3v11M8 10l4 4 4-4M4 17v4h16v-4",
    "grant": "M8 15a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 11h9M18 11v4",
    "glass": "M12 3 3 20h18zM12 10v5M12 17.5v.5",
    "journal": "M5 3h12a2 2 0 0 1 2 2v16H7a2 2 0 0 1-2-2zM5 17h14M9 8h6",
    "rule": "M12 3v18M6 21h12M5 7h14M5 7l-2.5 6h5zM19 7l-2.5 6h5z",
    "fields": "M4 5h16M4 12h16M4 19h10",
    "policy": "M12 3l8 3v6c0 4.5-3.2 7.6-8 9-4.8-1.4-8-4.5-8-9V6z",
    "staff": "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.5-7 8-7s8 3 8 7",
    "more": "M4 7h16M4 12h16M4 17h16",
    "empty": "M3 13l3-8h12l3 8v6H3zM3 13h5l1.5 2.5h5L16 13h5",
    "refused": "M12 3l8 3v6c0 4.5-3.2 7.6-8 9-4.8-1.4-8-4.5-8-9V6zM9 12h6",
    "many": "M7 3h11v14M4 7h11v14H4z",
    "alarm": "M6 10a6 6 0 0 1 12 0v4l2 3H4l2-3zM10 20a2 2 0 0 0 4 0M12 7v4",
    "error": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v6M12 16.5v.5",
}


def seal() -> SafeString:
    """The seal: white strokes on cinnabar (``currentColor``)."""
    return mark_safe(  # noqa: S308 (constant text)
        '<svg class="seal" viewBox="0 0 64 64" aria-hidden="true" focusable="false">'
        '<rect x="1" y="1" width="62" height="62" rx="11" fill="currentColor"/>'
        f'<path d="{SEAL_STROKES}" fill="none" stroke="#fff" stroke-width="4.2" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def sign(name: str, css_class: str = "icon") -> SafeString:
    """One sign by name, drawn in the text's colour. An unknown name raises KeyError."""
    return mark_safe(  # noqa: S308 (constant text)
        f'<svg class="{css_class}" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" '
        f'stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="{SIGNS[name]}"/></svg>'
    )

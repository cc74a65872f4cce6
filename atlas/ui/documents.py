"""The documents that the browser gets: which is which, in French, and under which security policy.

Two documents need two policies. Streamlit's page runs no inline script but the one of its
``index.html``, known by its hash, and no script text: its charts interpret their expressions. The
frame of streamlit-folium builds its map from script text, so it needs ``'unsafe-inline'`` and
``'unsafe-eval'``; there, ``script-src-attr 'none'`` still stops the event handlers
(``<img onerror=…>``) that a hostile value could bring into a popup or a tooltip.
No policy names an outside host, unless ``ATLAS_TILES=1`` asks for the IGN's background map.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal

from atlas.maps.static_files import versioned

TITLE: Final = "Atlas des campus des métiers et des qualifications"
DESCRIPTION: Final = (
    "Carte, couverture territoriale et annuaire des campus des métiers et des qualifications, en France."
)
SKIP_LINKS: Final = (
    '<a class="atlas-skip" href="#atlas-contenu">Aller au contenu</a>'
    '<a class="atlas-skip" href="#atlas-tableau">Aller au tableau</a>'
)
FRAME_TITLE: Final = "Carte des campus"
NO_SCRIPT: Final = "Cette application a besoin de JavaScript : activez-le dans votre navigateur."
TILES_HOST: Final = "https://data.geopf.fr"

Kind = Literal["page", "frame", "file"]
_FILE_PREFIXES: Final = ("/static/", "/app/static/", "/api/", "/media/", "/_stcore/")

COMMON_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "fullscreen=(self), clipboard-write=(self), camera=(), display-capture=(), geolocation=(), "
        "microphone=(), payment=(), usb=()"
    ),
}
# A file opened on its own (a downloaded page, an SVG) may show itself and nothing else.
FILE_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "frame-ancestors 'self'; sandbox"
)


def local_path(path: str, base_path: str) -> str:
    """Take ``server.baseUrlPath`` off a path.

    Examples
    --------
    >>> local_path("/atlas/api/campuses/1.json", "atlas"), local_path("/atlas", "/atlas/")
    ('/api/campuses/1.json', '/')
    >>> local_path("/atlasette", "atlas")
    '/atlasette'
    """
    base = f"/{base_path.strip('/')}"
    if base == "/" or not f"{path}/".startswith(f"{base}/"):
        return path
    return path.removeprefix(base) or "/"


def kind_of(path: str, base_path: str = "") -> Kind:
    """Tell whether a path leads to a page, to a component's frame or to a file.

    Examples
    --------
    >>> kind_of("/couverture"), kind_of("/component/streamlit_folium.st_folium/index.html")
    ('page', 'frame')
    >>> kind_of("/atlas/app/static/geo/regions.json", "atlas")
    'file'
    """
    local = local_path(path, base_path)
    if local.startswith("/component/"):
        return "frame" if local.endswith(("/", "/index.html")) else "file"
    return "file" if local.startswith(_FILE_PREFIXES) else "page"


def is_lost(path: str, base_path: str = "") -> bool:
    """Tell whether a path leads under a page, where there is nothing; Streamlit looks for its base there.

    Examples
    --------
    >>> is_lost("/couverture/x"), is_lost("/couverture"), is_lost("/couverture/_stcore/health")
    (True, False, False)
    """
    local = local_path(path, base_path).strip("/")
    return kind_of(path, base_path) == "page" and "/" in local and "/_stcore/" not in local


def content_policy(kind: Kind, host: str, script_hashes: Iterable[str] = (), *, tiles: bool = False) -> str:
    """Return the Content-Security-Policy of a document.

    Parameters
    ----------
    kind
        ``"page"``, ``"frame"`` or ``"file"``.
    host
        The request's ``Host``; older browsers do not count WebSockets as ``'self'``.
    script_hashes
        Hashes of the page's own inline scripts, such as ``'sha256-…'``.
    tiles
        Whether the frame may ask the IGN for a background map.
    """
    if kind == "file":
        return FILE_POLICY
    sockets = f" ws://{host} wss://{host}" if re.fullmatch(r"[\w.:\[\]-]+", host, re.ASCII) else ""
    page = {
        # blob: is how Streamlit loads a component's own script.
        "script-src": " ".join(["'self'", "blob:", *script_hashes]),
        "img-src": "'self' data: blob:",
        "connect-src": f"'self'{sockets}",
    }
    frame = {
        "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
        "img-src": f"'self' data: blob: {TILES_HOST}" if tiles else "'self' data: blob:",
        "connect-src": "'self'",
    }
    directives = {
        "default-src": "'none'",
        **(page if kind == "page" else frame),
        "script-src-attr": "'none'",
        "style-src": "'self' 'unsafe-inline'",  # both write their style sheets from scripts
        "font-src": "'self' data:",
        "media-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "frame-src": "'self'",
        "frame-ancestors": "'self'",
        "form-action": "'self'",
        "base-uri": "'self'",
        "object-src": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


@lru_cache(maxsize=16)
def french_document(kind: Kind, original: bytes) -> tuple[bytes, str, tuple[str, ...]]:
    """Turn an English ``index.html`` into a French one.

    Returns
    -------
    tuple
        The document, its ETag and the hashes of its inline scripts.
    """
    text = original.decode("utf-8")
    title, style = (TITLE, _our_head()) if kind == "page" else (FRAME_TITLE, "")
    text = re.sub(r"<html\b([^>]*?)\slang=\"en\"", r'<html\1 lang="fr"', text, count=1)
    text = re.sub(r'<meta\s+name="description"[^>]*>', "", text)
    # Pointers of Streamlit to an API that is off and to a typeface that the theme replaces.
    text = re.sub(r'<link\s+rel="service-desc"[^>]*>', "", text)
    text = re.sub(r'<link\s+rel="preload"[^>]*\bas="font"[^>]*>', "", text)
    text = re.sub(
        r"<title>.*?</title>",
        f'<title>{title}</title><meta name="description" content="{DESCRIPTION}">{style}',
        text,
        count=1,
        flags=re.DOTALL,
    )
    text = re.sub(
        r"<noscript>.*?</noscript>", f"<noscript><p>{NO_SCRIPT}</p></noscript>", text, flags=re.DOTALL
    )
    if kind == "page":
        text = text.replace("<body>", f"<body>{SKIP_LINKS}", 1)
    scripts = re.findall(r"<script>(.*?)</script>", text, flags=re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    content = text.encode()
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return content, etag, tuple(f"'sha256-{digest}'" for digest in digests)


def _our_head() -> str:
    """Our style sheet and scripts: in the document itself, they cost nothing at each run of a page."""
    link = f'<link rel="stylesheet" href="./{versioned("page/atlas.css")}">'
    files = ("page/history.js", "page/french.js", "page/files.js", "page/follow.js")
    script = "".join(f'<script src="./{versioned(name)}"></script>' for name in files)
    return f"{link}{script}"

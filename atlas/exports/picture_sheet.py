"""A sheet to draw on, in millimetres, in the typeface shipped with the project.

matplotlib keeps its settings and its fonts for the whole process; they are set once, under a lock, and only
this package uses them, so that threads may draw at the same time.
"""

from __future__ import annotations

import base64
import io
import re
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path as File
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from atlas.maps.palette import INK
from atlas.maps.static_files import FOLDER

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.font_manager import FontProperties
    from matplotlib.path import Path

MM_PER_INCH: Final = 25.4
MM_PER_POINT: Final = MM_PER_INCH / 72
DIM: Final = "#57606a"
LINE: Final = "#d0d7de"
FAMILY: Final = "Source Sans 3"
FONTS: Final = File(__file__).parent / "fonts"
CAP_HEIGHT: Final = 0.66
"""Height of a capital of the typeface, in parts of the size."""

_PATH_DATA: Final = re.compile(r' d="([^"]+)"')
_PATH_STEP: Final = re.compile(r"([A-Za-z])\s*([-\d.\s]*)")
_STRAIGHT: Final = re.compile(r"[-\d.\sL]+z?\s*")
_STYLE: Final = '<style type="text/css">'
_lock = threading.Lock()


@cache
def font(bold: bool = False, italic: bool = False) -> FontProperties:
    """Typeface of the project; registered at the first use."""
    import matplotlib
    from matplotlib import font_manager

    with _lock:
        if not any(entry.name == FAMILY for entry in font_manager.fontManager.ttflist):
            for name in ("Regular", "Bold", "It"):
                font_manager.fontManager.addfont(FONTS / f"SourceSans3-{name}.ttf")
            matplotlib.rcParams.update(
                {"svg.fonttype": "none", "svg.hashsalt": "atlas", "font.sans-serif": [FAMILY]}
            )
    return font_manager.FontProperties(
        family=[FAMILY, "sans-serif"],
        weight="bold" if bold else "normal",
        style="italic" if italic else "normal",
    )


@cache
def _known_characters() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(FONTS / "SourceSans3-Regular.ttf")).get_charmap())


def drawable(text: str) -> str:
    """Text on one line, with « ? » for what the typeface cannot draw.

    >>> drawable("Selection : 電\\tA")
    'Selection : ? A'
    """
    flat = (" " if unicodedata.category(char).startswith("C") else char for char in text)
    return "".join(char if ord(char) in _known_characters() else "?" for char in flat)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in millimetres, at a size in points; pairs of letters set closer are not counted."""
    return sum(_advance(char, bold) for char in drawable(text)) * size * MM_PER_POINT


@cache
def _advance(char: str, bold: bool) -> float:
    """Width of a character in parts of the size."""
    from matplotlib.ft2font import FT2Font, LoadFlags

    with _lock:
        face = FT2Font(str(FONTS / f"SourceSans3-{'Bold' if bold else 'Regular'}.ttf"))
        face.set_size(100, 72)
        advance: float = face.load_char(ord(char), flags=LoadFlags.NO_HINTING).linearHoriAdvance
    return advance / 65536 / 100


def wrapped(text: str, size: float, width: float, *, bold: bool = False, most: int = 9) -> list[str]:
    """Cut a text into lines of a width in millimetres; what passes the last line ends with « … »."""
    lines: list[str] = []
    for word in drawable(text).split(" "):
        if lines and text_width(f"{lines[-1]} {word}", size, bold=bold) <= width:
            lines[-1] += f" {word}"
        else:
            lines.extend(_pieces(word, size, width, bold=bold))
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = shortened(f"{lines[-1]} …", size, width, bold=bold)
    return lines


def _pieces(word: str, size: float, width: float, *, bold: bool) -> list[str]:
    """A word cut where it passes the width: an address has no space."""
    pieces = [""]
    if text_width(word, size, bold=bold) <= width:
        return [word]
    for char in word:
        if pieces[-1] and text_width(pieces[-1] + char, size, bold=bold) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces


def shortened(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """Text that ends with « … » where it passes a width in millimetres."""
    if text_width(text, size, bold=bold) <= width:
        return text
    kept = text.rstrip(" …")
    while kept and text_width(f"{kept}…", size, bold=bold) > width:
        kept = kept[:-1].rstrip()
    return f"{kept}…"


class Sheet:
    """A white sheet; coordinates are millimetres from its lower left corner.

    Parameters
    ----------
    width, height : float
        Millimetres.
    """

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.figure import Figure

        font()
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH), facecolor="white")
        self.axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height), autoscale_on=False)
        self.axes.set_axis_off()
        self._order = 0.0

    def add(self, artist: Artist, name: str = "") -> None:
        """Put an artist over the others; the name is its id in an SVG."""
        self._order += 1
        artist.set_zorder(self._order)
        if name:
            artist.set_gid(name)
        self.axes.add_artist(artist)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        italic: bool = False,
        color: str = INK,
        align: str = "left",
        name: str = "",
    ) -> None:
        """Write one line; `y` is its base line, `size` in points."""
        from matplotlib.text import Text

        self.add(
            Text(
                x,
                y,
                drawable(text),
                color=color,
                horizontalalignment=align,  # type: ignore[arg-type]  # one of three words
                verticalalignment="baseline",
                fontproperties=font(bold, italic),
                fontsize=size,
                parse_math=False,
                clip_on=False,
            ),
            name,
        )

    def lines(self, x: float, y: float, lines: Sequence[str], size: float, **style: Any) -> float:
        """Write lines downwards from a top; return where they end."""
        step = size * 1.28 * MM_PER_POINT
        for line in lines:
            self.text(x, y - size * 0.95 * MM_PER_POINT, line, size, **style)
            y -= step
        return y

    def box(self, x: float, y: float, width: float, height: float, **style: Any) -> None:
        """Draw a rectangle from its lower left corner."""
        from matplotlib.patches import Rectangle

        self.add(Rectangle((x, y), width, height, clip_on=False, **style))

    def circle(self, x: float, y: float, radius: float, name: str = "", **style: Any) -> None:
        """Draw a disc or a ring."""
        from matplotlib.patches import Circle

        self.add(Circle((x, y), radius, clip_on=False, **style), name)

    def lozenge(self, x: float, y: float, radius: float, name: str = "", **style: Any) -> None:
        """Draw a square that stands on a corner."""
        from matplotlib.patches import RegularPolygon

        self.add(RegularPolygon((x, y), 4, radius=radius, clip_on=False, **style), name)

    def line(self, points: Sequence[tuple[float, float]] | NDArray[np.float64], **style: Any) -> None:
        """Draw a broken line."""
        from matplotlib.lines import Line2D

        x, y = np.asarray(points).T
        self.add(Line2D(x, y, solid_capstyle="butt", clip_on=False, **style))

    def hatch(self, outline: Path, step: float, **style: Any) -> None:
        """Fill an outline with slanted lines, `step` millimetres apart."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path as Outline

        box = outline.get_extents()
        reach = box.height
        starts = np.arange(np.floor((box.x0 - reach) / step), np.ceil(box.x1 / step) + 1) * step
        strokes = [end for x in starts for end in ((x, box.y0), (x + reach, box.y1))]
        # One path: a PDF made from the drawing would repeat the clipping outline for each line.
        lines = PathPatch(
            Outline(strokes, [Outline.MOVETO, Outline.LINETO] * len(starts)), facecolor="none", **style
        )
        self.add(lines)
        lines.set_clip_path(outline, self.axes.transData)

    def png(self, dpi: int, metadata: Mapping[str, str]) -> bytes:
        """Picture of so many dots an inch, without any date."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        found = io.BytesIO()
        FigureCanvasAgg(self.figure)
        # The file's own size says enough: the strongest compression takes four times as long.
        self.figure.savefig(
            found,
            format="png",
            dpi=dpi,
            metadata={"Software": None, **metadata},
            pil_kwargs={"compress_level": 4},
        )
        return found.getvalue()

    def svg(self, metadata: Mapping[str, str], *, with_font: bool = False) -> bytes:
        """Drawing whose texts stay texts, without any date; the typeface may go along, for browsers."""
        from matplotlib.backends.backend_svg import FigureCanvasSVG

        found = io.StringIO()
        FigureCanvasSVG(self.figure)
        self.figure.savefig(
            found, format="svg", metadata={"Date": None, "Creator": "Atlas des campus", **metadata}
        )
        drawing = found.getvalue().replace("<svg ", '<svg xml:lang="fr" role="img" ', 1)
        if with_font:
            drawing = drawing.replace(_STYLE, _STYLE + _font_face(), 1)
        return _PATH_DATA.sub(lambda data: f' d="{_short_path(data[1])}"', drawing).encode()


@cache
def _font_face() -> str:
    data = base64.b64encode((FOLDER / "fonts" / "source-sans-3-latin.woff2").read_bytes()).decode()
    source = f"url(data:font/woff2;base64,{data})"
    return f'@font-face{{font-family:"{FAMILY}";font-weight:200 900;src:{source} format("woff2")}}'


@lru_cache(maxsize=2048)
def _short_path(data: str) -> str:
    """Same path to a hundredth of a point, which is finer than any printer, in steps from point to point.

    The outlines of a map come again in the next one of the same frame.
    """
    before, *lines = data.split("M")
    is_straight = not before.strip() and all(_STRAIGHT.fullmatch(line) for line in lines)
    return "".join(map(_short_line, lines)) if is_straight else _short_curve(data)


def _short_line(data: str) -> str:
    """One straight line, or outline: most of a map's points. One command does for all its steps."""
    numbers = data.replace("L", " ").rstrip("z \n").split()
    points = np.rint(np.array(numbers, dtype=float).reshape(-1, 2) * 100).astype(int)
    steps = np.diff(points, axis=0)
    moves = " ".join(map(_points, steps[steps.any(axis=1)].ravel().tolist()))
    x, y = points[0].tolist()
    return f"M{_points(x)} {_points(y)}{'l' if moves else ''}{moves}{'z' if 'z' in data else ''}"


def _short_curve(data: str) -> str:
    steps: list[str] = []
    at = start = (0, 0)
    for command, numbers in _PATH_STEP.findall(data):
        ends = [round(float(number) * 100) for number in numbers.split()]
        if command in "zZ":
            steps.append("z")
            at = start
            continue
        moves = [end - at[rank % 2] for rank, end in enumerate(ends)]
        at = (ends[-2], ends[-1])
        if command == "M":
            start = at
            steps.append(f"M{_points(ends[0])} {_points(ends[1])}")
        elif command == "C" or any(moves):
            steps.append(command.lower() + " ".join(map(_points, moves)))
    return "".join(steps)


@lru_cache(maxsize=20_000)
def _points(hundredths: int) -> str:
    """Hundredths of a point as an SVG writes points; most steps of an outline are short and come again."""
    return f"{hundredths / 100:g}"

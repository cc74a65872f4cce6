"""Colours of the maps, one place for all.

The sequential steps are one blue from light to dark: the lightest stands out on land, the darkest
carries white text, and the order survives a grey print and the three common colour-blindnesses.
"""

from __future__ import annotations

from typing import Final

SEQUENTIAL: Final = ("#d5e3f3", "#a9c6e6", "#75a1d2", "#4378b5", "#1f4e8c")
INK: Final = "#1b1f24"
UNDATED: Final = "#9a9282"
"""Campuses whose date of label is not known, in every chart: dark text can stand on it."""
LAND: Final = "#f3f1ec"
DIVERGING: Final = ("#b3461a", "#dd7b52", "#f3bfa6", "#dedcd6", "#a9c6e6", "#5b8cc4", "#1f4e8c")
"""From the largest loss to the largest gain; the middle is no change."""
LOSS_STRIPES: Final = ("#ffffff", "#4a3a33", "#4a3a33")
"""Stripes of the first classes of `DIVERGING`: losses are as dark as gains in a grey print."""

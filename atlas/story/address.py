"""A storyboard in an address, when it is small enough to be shared so."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Final

from atlas.story.ground import Ground
from atlas.story.storyboard import Storyboard, StoryboardError
from atlas.story.text import MAX_BYTES, dump, parse

MAX_ADDRESS: Final = 3000
"""Longer addresses are cut by some mail programs and refused by some servers."""


def to_address(storyboard: Storyboard) -> str | None:
    """Value of an address parameter; None when the storyboard is too long for one.

    Returns
    -------
    str or None
        Letters, digits, ``-`` and ``_``: the text of :func:`~atlas.story.text.dump`, compressed.
    """
    packed = zlib.compress(dump(storyboard).encode(), 9)
    value = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    return value if len(value) <= MAX_ADDRESS else None


def from_address(value: str, ground: Ground) -> Storyboard:
    """Read the value of an address parameter.

    Raises
    ------
    StoryboardError
        For what is not one, or does not agree with the data.
    """
    if len(value) > MAX_ADDRESS:
        raise StoryboardError(("L’adresse de la séance est trop longue.",))
    try:
        packed = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj()
        # A few bytes may unpack to gigabytes: never ask for more than a storyboard may hold.
        text = unpacking.decompress(packed, MAX_BYTES + 1).decode()
    except (binascii.Error, ValueError, zlib.error):
        raise StoryboardError(("L’adresse de la séance n’est pas lisible.",)) from None
    if not unpacking.eof:
        raise StoryboardError(("L’adresse de la séance n’est pas complète.",))
    return parse(text, ground)

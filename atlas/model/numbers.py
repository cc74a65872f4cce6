"""Numbers as French readers expect them: narrow no-break space in thousands, comma for decimals."""

from __future__ import annotations

from typing import Final

THIN: Final = "\u202f"
NBSP: Final = "\u00a0"


def french_int(value: int) -> str:
    """Whole number.

    >>> french_int(68605616)
    '68\u202f605\u202f616'
    """
    return f"{value:,}".replace(",", THIN)


def french_decimal(value: float, digits: int = 1) -> str:
    """Decimal number.

    >>> french_decimal(1234.56)
    '1\u202f234,6'
    """
    return f"{value:,.{digits}f}".replace(",", THIN).replace(".", ",")


def french_percent(share: float, digits: int = 1) -> str:
    """Share between 0 and 1 as a percentage.

    >>> french_percent(0.6127)
    '61,3\u202f%'
    """
    return f"{french_decimal(share * 100, digits)}{THIN}%"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Count with its noun; French puts 0 and 1 in the singular.

    >>> plural(0, "académie"), plural(2, "académie")
    ('0\xa0académie', '2\xa0académies')
    """
    noun = one if abs(count) < 2 else (many if many is not None else f"{one}s")
    return f"{french_int(count)}{NBSP}{noun}"

"""Office files that are the same bytes whenever they are written."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import Final

_FIRST_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_STAMP: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")


def normalised(archive: bytes, day: dt.date) -> bytes:
    """Rewrite a zip of XML with no clock in it, workbooks inside it too.

    Parameters
    ----------
    archive : bytes
        PPTX or XLSX.
    day : datetime.date
        What the file says of when it was made.
    """
    stamp = f"{day.isoformat()}T00:00:00Z".encode()
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name.endswith(".xlsx"):
                data = normalised(data, day)
            elif name == "docProps/core.xml":
                data = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<3>", data)
            is_packed = name.endswith((".png", ".xlsx"))
            entry = zipfile.ZipInfo(name, _FIRST_ZIP_DATE)
            entry.external_attr = 0o600 << 16
            entry.create_system = 0
            target.writestr(entry, data, zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED, 6)
    return written.getvalue()

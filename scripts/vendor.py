"""Fetch the browser files that the application serves itself, at pinned versions.

``python scripts/vendor.py`` packs each package with the npm client, checks every file against its
recorded SHA-256 and writes it to its folder. ``python scripts/vendor.py --check`` needs no network:
it compares what is on disk with the record, and is run by the tests.

To change a version: edit ``PACKAGES``, run the script, and copy the digests that it prints for the
files that differ, after a look at what changed.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
LIST = PurePosixPath("static/vendor/README.md")


@dataclass(frozen=True)
class VendoredFile:
    """One file: its path inside the package, its path in the project's folder, its SHA-256."""

    source: str
    target: str
    sha256: str


@dataclass(frozen=True)
class Package:
    """One package at one version, and the files of it that the project keeps."""

    name: str
    version: str
    licence: str
    purpose: str
    files: tuple[VendoredFile, ...]

    @property
    def spec(self) -> str:
        """The name and version as the npm client wants them."""
        return f"{self.name}@{self.version}"


LEAFLET = "static/vendor/leaflet@1.9.4"

PACKAGES = (
    Package(
        name="leaflet",
        version="1.9.4",
        licence="BSD-2-Clause",
        purpose="draws the map",
        files=(
            VendoredFile(
                "dist/leaflet.js",
                f"{LEAFLET}/leaflet.js",
                "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a",
            ),
            VendoredFile(
                "dist/leaflet.css",
                f"{LEAFLET}/leaflet.css",
                "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6",
            ),
            VendoredFile(
                "dist/images/layers.png",
                f"{LEAFLET}/images/layers.png",
                "1dbbe9d028e292f36fcba8f8b3a28d5e8932754fc2215b9ac69e4cdecf5107c6",
            ),
            VendoredFile(
                "dist/images/layers-2x.png",
                f"{LEAFLET}/images/layers-2x.png",
                "066daca850d8ffbef007af00b06eac0015728dee279c51f3cb6c716df7c42edf",
            ),
            VendoredFile(
                "dist/images/marker-icon.png",
                f"{LEAFLET}/images/marker-icon.png",
                "574c3a5cca85f4114085b6841596d62f00d7c892c7b03f28cbfa301deb1dc437",
            ),
            VendoredFile(
                "dist/images/marker-icon-2x.png",
                f"{LEAFLET}/images/marker-icon-2x.png",
                "00179c4c1ee830d3a108412ae0d294f55776cfeb085c60129a39aa6fc4ae2528",
            ),
            VendoredFile(
                "dist/images/marker-shadow.png",
                f"{LEAFLET}/images/marker-shadow.png",
                "264f5c640339f042dd729062cfc04c17f8ea0f29882b538e3848ed8f10edb4da",
            ),
            VendoredFile(
                "LICENSE",
                f"{LEAFLET}/LICENSE",
                "53e8dc25862014e4324741ca18fbe3611e11d42ef69f59f86ea8c5389647d4cb",
            ),
        ),
    ),
    Package(
        name="@fontsource-variable/source-sans-3",
        version="5.3.0",
        licence="OFL-1.1",
        purpose="the typeface of the pages, the map and the exports",
        files=(
            VendoredFile(
                "files/source-sans-3-latin-wght-normal.woff2",
                "static/fonts/source-sans-3-latin.woff2",
                "7a19a7027e125257d310c6dbd78ae3a30b5ea1e3794d60b12bb28227a003bfda",
            ),
            VendoredFile(
                "files/source-sans-3-latin-ext-wght-normal.woff2",
                "static/fonts/source-sans-3-latin-ext.woff2",
                "a85a7459bdb3cdc1136751e151a506bae653fc29ada3ca86237477df6f1b59e6",
            ),
            VendoredFile(
                "LICENSE",
                "static/fonts/LICENSE",
                "18aabf190848725e2576eefb5c29ba06aac1029d02132252a7f312eac2e50cf3",
            ),
        ),
    ),
    Package(
        name="source-sans",
        version="3.52.0",
        licence="OFL-1.1",
        purpose="the same typeface for pictures, slides and documents, whose tools read no web font",
        files=(
            VendoredFile(
                "TTF/SourceSans3-Regular.ttf",
                "atlas/exports/fonts/SourceSans3-Regular.ttf",
                "4644c81b86ec9caaa76b634889968ed3c4f4f52f054855933acc7c2b21e53b0f",
            ),
            VendoredFile(
                "TTF/SourceSans3-It.ttf",
                "atlas/exports/fonts/SourceSans3-It.ttf",
                "192afd78f0f54a3c69eaf02d43f4d9a821e9d6110e41d3d25d61a7385cd580e4",
            ),
            VendoredFile(
                "TTF/SourceSans3-Semibold.ttf",
                "atlas/exports/fonts/SourceSans3-Semibold.ttf",
                "a3f4f8dcf343a8f24dc61951de93f3ba1558b15cd250ba24af8a40e957081b7d",
            ),
            VendoredFile(
                "TTF/SourceSans3-Bold.ttf",
                "atlas/exports/fonts/SourceSans3-Bold.ttf",
                "9214b9d95e4231c609802815c2646c98174e2102d0d37f88978a7f8e71006e6a",
            ),
            VendoredFile(
                "LICENSE.md",
                "atlas/exports/fonts/LICENSE.md",
                "56af9b9c6715597e458284a474dc118a50a4150e9d547c70f7b4a33c3e6a9328",
            ),
        ),
    ),
    Package(
        name="axe-core",
        version="4.14.1",
        licence="MPL-2.0",
        purpose="checks the accessibility of the pages; in the tests only, never served",
        files=(
            VendoredFile(
                "axe.min.js",
                "tests/vendor/axe-core@4.14.1/axe.min.js",
                "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
            ),
            VendoredFile(
                "LICENSE",
                "tests/vendor/axe-core@4.14.1/LICENSE",
                "af175b9d96ee93c21a036152e1b905b0b95304d4ae8c2c921c7609100ba8df7e",
            ),
            VendoredFile(
                "LICENSE-3RD-PARTY.txt",
                "tests/vendor/axe-core@4.14.1/LICENSE-3RD-PARTY.txt",
                "4f8563870d0fca38bbc3e00b6f670cb7fa9f380ba9f26a7f7d1184a6b18b1653",
            ),
        ),
    ),
)


def sha256(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def listing() -> str:
    """The text of ``static/vendor/README.md``, made from ``PACKAGES``."""
    lines = [
        "# Files taken from other projects",
        "",
        "Written by `scripts/vendor.py`: do not edit. `python scripts/vendor.py --check` verifies each file.",
    ]
    for package in PACKAGES:
        lines += [
            "",
            f"## {package.name} {package.version}",
            "",
            f"Licence {package.licence}; {package.purpose}.",
            "",
            "| file | SHA-256 |",
            "|---|---|",
            *(f"| `{file.target}` | `{file.sha256}` |" for file in package.files),
        ]
    return "\n".join(lines) + "\n"


def problems(root: Path = ROOT) -> list[str]:
    """What on disk differs from the record, one sentence each; empty when all is right.

    Parameters
    ----------
    root
        The project's folder.

    Returns
    -------
    list of str
        Missing files, files with another digest, files that no package declares, and an outdated list.
    """
    found = []
    declared = {file.target: file.sha256 for package in PACKAGES for file in package.files}
    for target, digest in declared.items():
        path = root / target
        if not path.is_file():
            found.append(f"{target}: missing")
        elif (actual := sha256(path.read_bytes())) != digest:
            found.append(f"{target}: SHA-256 is {actual}, the record says {digest}")
    for folder in ("static/vendor", "tests/vendor"):
        for path in sorted((root / folder).rglob("*")):
            relative = path.relative_to(root).as_posix()
            if path.is_file() and relative not in declared and relative != str(LIST):
                found.append(f"{relative}: no package declares it")
    index = root / LIST
    if not index.is_file() or index.read_text(encoding="utf-8") != listing():
        found.append(f"{LIST}: not what scripts/vendor.py writes")
    return found


def read_package(package: Package) -> dict[str, bytes]:
    """Pack one package with the npm client and read the files wanted from it.

    Raises
    ------
    SystemExit
        When npm is missing or fails, or when a wanted file is not in the package.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to fetch the packages; install Node.js first")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [npm, "pack", package.spec, "--silent", "--pack-destination", folder],
            stdout=subprocess.DEVNULL,
            check=False,
        )
        archives = list(Path(folder).glob("*.tgz"))
        if done.returncode != 0 or len(archives) != 1:
            raise SystemExit(f"npm could not pack {package.spec}")
        contents = {}
        with tarfile.open(archives[0]) as archive:
            for file in package.files:
                try:
                    member = archive.extractfile(f"package/{file.source}")
                except KeyError:
                    member = None
                if member is None:
                    raise SystemExit(f"{package.spec} has no file {file.source}")
                contents[file.source] = member.read()
        return contents


def fetch(root: Path = ROOT) -> None:
    """Fetch all packages, check all digests, and only then write the files and the list.

    Raises
    ------
    SystemExit
        When a file differs from its recorded digest; nothing is written then.
    """
    to_write: dict[str, bytes] = {}
    differing = []
    for package in PACKAGES:
        contents = read_package(package)
        for file in package.files:
            content = contents[file.source]
            if sha256(content) != file.sha256:
                differing.append(f"{package.spec} {file.source}: {sha256(content)}")
            to_write[file.target] = content
    if differing:
        raise SystemExit("These files differ from the record:\n" + "\n".join(differing))
    for target, content in to_write.items():
        path = root / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (root / LIST).write_text(listing(), encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 0 when all is right, 1 when ``--check`` finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="only verify the files on disk, without network")
    if not parser.parse_args(arguments).check:
        fetch()
    found = problems()
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

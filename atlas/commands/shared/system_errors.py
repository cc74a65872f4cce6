"""What the system refuses, in French."""

from __future__ import annotations

import errno
from typing import Final

from atlas.model.numbers import NBSP

_REASONS: Final = {
    errno.ENOENT: "le dossier n’existe pas",
    errno.ENOTDIR: "un nom du chemin n’est pas celui d’un dossier",
    errno.EISDIR: "c’est un dossier",
    errno.EEXIST: "un fichier porte déjà ce nom",
    errno.EACCES: "l’écriture y est refusée",
    errno.EPERM: "l’écriture y est refusée",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOSPC: "le disque est plein",
    errno.ENAMETOOLONG: "le nom est trop long",
}


def not_written(name: object, refused: OSError) -> str:
    """Sentence that says which file could not be written, and why.

    Examples
    --------
    >>> not_written("x.pdf", FileNotFoundError(errno.ENOENT, "No such file or directory"))
    'Le fichier x.pdf n’a pas pu être écrit\\xa0: le dossier n’existe pas.'
    """
    reason = _REASONS.get(refused.errno or 0, f"erreur {refused.errno} du système")
    return f"Le fichier {name} n’a pas pu être écrit{NBSP}: {reason}."

"""Reading and checking of the tables: the way in is :func:`load`."""

from atlas.data.catalogue import Catalogue, data_folder, load
from atlas.data.check import CheckedFolder, check_folder
from atlas.data.errors import DataError, DataFolderError

__all__ = [
    "Catalogue",
    "CheckedFolder",
    "DataError",
    "DataFolderError",
    "check_folder",
    "data_folder",
    "load",
]

"""Build the atlas's geography from registry packages: see ``scripts/build_geography.py``."""

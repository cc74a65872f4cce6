"""Atlas of the Campus des métiers et des qualifications.

Nothing is imported here, so that ``python -m atlas --help`` stays immediate. Ways in:
:func:`atlas.data.load` for the catalogue, :mod:`atlas.model` for names and rules.
"""

"""The commands of ``python -m atlas``, one module each.

A module here is a command: its file's name is the command's, and it offers ``register(subparsers)``,
which declares the options and sets ``run``, a function of the parsed arguments that returns the exit
status. Heavy modules are imported inside ``run``, so that help stays immediate.
"""

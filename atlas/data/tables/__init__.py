"""The declaration of each table, one module a file."""

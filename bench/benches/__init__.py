"""The benches; each module registers its own."""

"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is slow now and then: no test asserts a time. The same commit always meets the same
# cases, so that a check that fails was broken by what is checked; `make explore` draws new ones.
settings.register_profile("atlas", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, print_blob=True)
settings.load_profile("atlas")

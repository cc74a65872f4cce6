"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is slow now and then: no test asserts a time.
settings.register_profile("atlas", deadline=None)
settings.load_profile("atlas")

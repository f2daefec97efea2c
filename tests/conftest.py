"""What holds for all tests."""

from hypothesis import settings

# Speed is measured in bench/: a test never fails because a machine was slow.
settings.register_profile("guildmark", deadline=None)
settings.load_profile("guildmark")

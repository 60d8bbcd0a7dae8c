"""Says hello in a few languages."""

from greeting.languages import HELLO

__all__ = ["greet"]


def greet(name, language="en"):
    """Return a greeting for ``name``; languages that are not known are greeted in English."""
    return f"{HELLO.get(language, HELLO['en'])}, {name}!"

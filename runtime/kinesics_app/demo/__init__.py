"""The sentence that comes with the package."""

from pathlib import Path

__all__ = ["HELLO"]

HELLO = Path(__file__).with_name("hello.wav")
"""Nine seconds of speech, 16 kHz."""

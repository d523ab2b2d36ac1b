"""Emulated servo buses, byte by byte, in virtual time or on a pty of their own."""

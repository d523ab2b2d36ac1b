"""Behaviours: dated packets in, tracks out; one file each."""

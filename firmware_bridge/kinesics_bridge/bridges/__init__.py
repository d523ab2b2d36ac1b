"""A robot behind one wire or several that may be pulled; the `Bridge` port of kinesics."""

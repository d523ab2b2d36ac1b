"""The command line: one file a command of `kinesics`, or a group of them."""

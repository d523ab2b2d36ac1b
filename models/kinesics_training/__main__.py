"""`python -m kinesics_training`."""

from kinesics_training.cli import main

main()

"""`python -m kinesics_training`."""

from kinesics_training.plainly import plainly

with plainly():
    from kinesics_training.cli import main

    main()

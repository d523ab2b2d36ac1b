"""`python -m kinesics_training`."""

from kinesics_training.options import parsed
from kinesics_training.plainly import plainly

options = parsed()  # tells what there is where nothing that trains is installed
with plainly():
    from kinesics_training.cli import main

    main(options)

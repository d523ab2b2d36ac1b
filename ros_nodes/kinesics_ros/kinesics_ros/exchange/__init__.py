"""What the parts of one body say to each other over topics."""

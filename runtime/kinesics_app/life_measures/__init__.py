"""What `kinesics measure life` measures: one file a measure, one line in `suite.py`."""

"""`kinesics bench bridge`: what the bridge promises, measured. A file a part; `suite` runs them."""

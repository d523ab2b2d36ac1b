"""The gesture network: its speech, labels, training, judging, files."""

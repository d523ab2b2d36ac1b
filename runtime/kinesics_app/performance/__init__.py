"""A speech file in; motion, summary and report out."""

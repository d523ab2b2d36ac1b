"""What comes over topics, in an MCAP file."""

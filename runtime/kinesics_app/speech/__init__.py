"""What the robot says: files, texts, sound that is still being made, phones that come with it."""

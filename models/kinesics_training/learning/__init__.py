"""What all training does alike: weights on disk, epochs that go on where they stopped."""

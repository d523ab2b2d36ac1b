"""What a robot publishes: how it stands, what it is about to do, what it says and shows."""

"""What every node of ours is: configured, activated, and begun by itself if so told."""

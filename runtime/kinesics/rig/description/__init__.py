"""The reference humanoid in one place; its rig, URDF and MJCF are written from here."""

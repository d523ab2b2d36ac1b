"""Pictures: the faces in them, and whom they are of from one to the next."""

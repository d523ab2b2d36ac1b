"""Eyes: a process that looks at a camera's pictures, and tells where faces are."""

"""A page that shows a robot live and steers it, served by a process of its own."""

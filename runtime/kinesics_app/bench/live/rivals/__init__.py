"""A living robot beside what a user would write instead, under the same load."""

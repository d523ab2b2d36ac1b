"""What was recorded: played again, explained, measured, followed through."""

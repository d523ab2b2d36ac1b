"""What lips do: phones and their classes, measures of a mouth's channels, scores of its motion."""

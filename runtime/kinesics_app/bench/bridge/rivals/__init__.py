"""The bridge beside what people use today: the same motion, servos, stalls and damaged bytes."""

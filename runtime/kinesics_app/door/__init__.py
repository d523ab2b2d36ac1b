"""The process that other programs talk to: it reads, checks and answers, and moves nothing."""

"""What is made public, and why something is not."""

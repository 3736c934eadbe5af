"""What was done in a case, as its replay shows it."""

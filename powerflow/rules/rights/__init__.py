"""What the party may do: rights, remedies, complaints."""

"""How long it may take: limits of steps, timers and items."""

"""Rules over decisions not to report a finding: they end, and they are for something."""

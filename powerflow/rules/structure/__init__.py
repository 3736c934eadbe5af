"""The drawing itself: nodes, flows, ids, decisions."""

"""Who acts: lanes, posts, duties, hand-overs, supervision."""

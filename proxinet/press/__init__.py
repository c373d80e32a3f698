"""Many small documents laid out apart, and assembled into one that conforms."""

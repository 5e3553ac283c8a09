"""What the browser is told: one typed model per event, and the door that publishes them."""

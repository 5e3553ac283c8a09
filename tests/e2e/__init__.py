"""What a person does with a browser."""

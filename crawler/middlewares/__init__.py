"""What every request and response passes: the guard, robots.txt, retries, redirects."""

"""Runs and watches the installation: start-up, health, metrics, what an operator needs to know."""

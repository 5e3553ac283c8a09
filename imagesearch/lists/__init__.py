"""Reads lists of addresses that people bring: text, CSV, JSON lines, Parquet; knows neither Django nor any table."""

"""What several packages use and no framework knows: ids, errors, addresses, limits."""

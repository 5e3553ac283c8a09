"""What becomes of items: pictures are decoded and stored, outcomes go to the ledger."""

"""From what others hand over to a case: sheets, archives, exhibits; and the accounts back out."""

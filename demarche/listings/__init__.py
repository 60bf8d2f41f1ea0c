"""The library of listings: what each authority's list says, and on which day."""

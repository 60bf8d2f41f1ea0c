"""The order of events: what may not come before what, as a table, and what a case says of it."""

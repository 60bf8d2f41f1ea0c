"""Which observed account replaces a removed one: evidence of four kinds; an officer decides."""

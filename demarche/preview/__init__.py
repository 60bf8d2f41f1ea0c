"""Looking at a case while it is written: checked on save, shown on loopback."""

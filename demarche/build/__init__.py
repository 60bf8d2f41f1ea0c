"""One run over many cases: prepare, schedule, render, cache, write, record."""

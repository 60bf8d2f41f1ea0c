"""What things cost, measured: side by side with other tools, and with growing numbers.

`make bench` runs all of it; `python -m benchmarks --help` says what else there is.
"""

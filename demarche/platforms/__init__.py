"""The registry of platforms, and the engine from an address or identifier to its target."""

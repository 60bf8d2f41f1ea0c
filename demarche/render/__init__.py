"""From a request to the bytes of its PDF; nothing further up knows of HTML."""

"""Whether page text, attachments, manifest and seal of a document agree."""

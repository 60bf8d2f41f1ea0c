"""Sheets as strangers write them: CSV, XLSX, ODS and JSON lines, as rows of texts with marks."""

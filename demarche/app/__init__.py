"""What a command does beyond one room: templates, a new workspace, affected requests, SARIF."""

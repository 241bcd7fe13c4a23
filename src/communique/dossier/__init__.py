"""A brief to send on: what the record holds of a process, a dyad or an actor, as Markdown, HTML or JSON."""

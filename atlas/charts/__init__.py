"""Charts as Altair specifications; nothing here knows the screen they are drawn on."""

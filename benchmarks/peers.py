"""Other programs beside us, where they are installed."""

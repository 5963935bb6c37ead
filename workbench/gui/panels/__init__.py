"""What stands beside the sound: files, models, inspector."""

"""What is drawn or fed to a network: spectrogram tiles, mel scales, log-mel input. No Qt, no torch."""

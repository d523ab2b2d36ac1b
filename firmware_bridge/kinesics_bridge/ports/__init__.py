"""Where bytes go out and dated bytes come in: serial ports, found again under other names."""

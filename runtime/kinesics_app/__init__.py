"""The application: the only place with clocks, devices and configuration."""

"""A robot's firmware and servos, real or computed: opened, provisioned, brought up, let go."""

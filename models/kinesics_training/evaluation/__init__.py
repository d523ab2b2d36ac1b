"""How the mouth's network is judged: on new voices, on what is no speech, and as shown."""

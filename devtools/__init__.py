"""What ./dev is made of; Python standard library only."""

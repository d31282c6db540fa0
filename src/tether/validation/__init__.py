"""The mechanisms on trial: dated facts, policy shocks and replays, and what the record of both says of their skill."""

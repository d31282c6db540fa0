"""One file per verb. Heavy imports belong inside the function: ``tether --help`` stays under 0.3 s."""

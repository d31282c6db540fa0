"""The armed order: the hidden state that charters tilt, and its mechanisms."""

"""Where it was tried before: past cases clause by clause, past bills, and how far a count of votes can be trusted."""

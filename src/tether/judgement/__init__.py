"""Paired comparison, break-even, regret: what would you have to believe?"""

"""Runs prompter and its peers against a mock provider on this machine, and measures them."""

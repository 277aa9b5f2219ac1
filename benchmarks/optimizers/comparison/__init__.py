"""Compares optimizers of prompts on one local model."""

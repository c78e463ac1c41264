"""Recordings, and what can be done with one: replay, fork, play, compare, save as a test."""

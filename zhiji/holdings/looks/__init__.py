"""Governed reads of what customers hold."""

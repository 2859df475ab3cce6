"""Lenses: small trainings that show one effect each, recorded once and drawn on the page *Lenses*."""

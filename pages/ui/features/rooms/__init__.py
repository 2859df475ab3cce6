"""Rooms: a teacher leads, and a class follows, answers, and sees what all have answered. No browser is known here."""

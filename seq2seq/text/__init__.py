"""Text ⇄ pieces ⇄ ids; what edits make of a sentence before the encoder reads it; pieces joined to words."""

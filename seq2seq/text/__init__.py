"""Text ⇄ pieces ⇄ ids; edits of the source before the encoder reads it; pieces merged to words."""

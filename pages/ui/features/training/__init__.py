"""The page Training: how alignment was learned."""

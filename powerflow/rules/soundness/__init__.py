"""Rules over the verdict on soundness: whether every case comes to one proper end."""

"""From bytes of anybody to an upright RGB thumbnail, or the reason why not."""

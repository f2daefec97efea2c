"""Rights: their versions, who verified them, and the index that scans look them up in."""

"""Every kind of condition, a file each."""

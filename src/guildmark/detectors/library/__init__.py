"""The detectors that ship: a file each, none knows another."""

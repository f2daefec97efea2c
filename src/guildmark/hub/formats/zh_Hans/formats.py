"""Large numbers in groups of three digits, as statistics write them; Django groups none."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3

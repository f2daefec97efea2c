"""Words: folding and matching of disguised marks, spans in the original text, word lists."""

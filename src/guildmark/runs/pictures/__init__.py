"""Pictures that listings only name: settled once before a run reads its rows, and put beside the rows when they are."""

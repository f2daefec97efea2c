"""What sellers send as proof: looked over, kept apart, and shown only as pictures of its pages."""

"""Cases: findings brought in, queues, decisions, and how good they are."""

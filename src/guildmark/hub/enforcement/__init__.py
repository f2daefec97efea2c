"""Actions against listings and stores: policy, record, delivery, statements of reasons and answers."""

"""The only writers of the customer file. Each is one act: one transaction, one journal entry."""

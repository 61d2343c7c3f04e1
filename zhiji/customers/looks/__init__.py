"""The only readers of the customer file. Each is one look: decided, receipted, then opened and masked."""

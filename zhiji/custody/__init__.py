"""The institution: reading, borrowing, copying, provision, inspection, keeping, destroying, and answering a leak.

The source is a bank's customer-information rule of 29 articles. Every procedure is a **case**: a paper that moves from
hand to hand. Its flow is a state table (``custody.rules``); each step is an act of the gateway (``custody.actions``) that
signs it (``custody.cases``); what a step asks of its signer stands in one table (``custody.steps``), from which the page
and the API are both made. So a new procedure is a flow, its acts and its table of steps.
"""

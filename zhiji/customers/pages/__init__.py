"""The pages of the customer room: translate, call one look or act, render. No rule lives here.

`files` the file and its tabs, `opening` a new file, `amending` a change of values, `keeping` state, duties and marks,
`finding` list, search and queues, `scans` attachments, `glass` break-glass, `explaining` why (not). What a page shows is put
together by `sheet` (the file), `colleagues` and `wording`.
"""

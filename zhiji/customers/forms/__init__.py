"""Forms of a customer's file, built from the field register: adding a field to the register adds it to every form.

`controls` says what is drawn, `building` makes controls from values, `reading` turns a POST back into raw values,
`layout` says which field stands where. An input is named ``f.<field>``, ``f.<field>.<part>``, ``f.<field>.<place>.<part>``,
as a problem's ``where`` names its place.
"""

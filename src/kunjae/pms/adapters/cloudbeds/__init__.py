"""Cloudbeds. Reservations, rooms and products are read with its interface v1.3, the only one that has them;
charges are posted as checks of v2 (`/folio/v1/checks`).

Why v2 for the money. v1.3's `postCustomItem` remembers a reference, but answers a repeat with a notice and
nothing else, so the id that voiding needs is lost with a lost answer, and nothing in v1.3 lists what stands
on a folio. A check of v2 carries two names that are ours: the `Idempotency-Key`, under which a repeat answers
as the first time and another content is refused, and the `checkId`, by which it is voided, as often as we
like, whether or not we ever saw an answer. Amounts are whole lines in minor units with their currency, never
a price that is multiplied again. So a charge is sent again under its key until an answer comes, and taken
back by that key: neither can go wrong, and nobody needs to ask what stands there (`Can.finds`)."""

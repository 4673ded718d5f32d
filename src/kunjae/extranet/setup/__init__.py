"""The first start: five short pages from an empty house to a hotel that can be booked.

They are staff pages like all others, made of the same forms and drawn by the same templates, and so they live in the
extranet. They cannot be `staff_page`s: there is no property in their address yet. In its place stands `pages.step_page`.

Every page saves what it says when its "next" is pressed, and the data itself tells how far the set-up has come
(`progress`): no draft, no mark. A set-up that was cut off is gone on with after a sign-in. What is not yet priced cannot be
booked, so nothing half-made is in use; once there are prices or bookings these pages are gone, and the settings take over.
"""

"""The shapes of the API's bodies and answers, for its OpenAPI document alone.

Bodies are read by the house's own readers (`requests`, `changes.operations`), answers written by `answers` and
`changes.snapshots`; tests hold real answers against these shapes. An answer has no field that is not here.
"""

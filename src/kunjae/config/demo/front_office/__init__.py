"""The demo's front office: a small PMS on this machine that speaks as much of Cloudbeds' interface as we use,
remembers what it was told, and shows its folios on a page. It is nobody's real PMS, and takes nothing from
the house but its letters."""

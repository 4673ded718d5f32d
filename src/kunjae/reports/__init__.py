"""What sold, to whom, and how much: reads for the reports."""

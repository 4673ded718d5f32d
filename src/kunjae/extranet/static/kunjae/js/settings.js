// Rows of a settings form without asking the server, and a warning before typed settings are left.

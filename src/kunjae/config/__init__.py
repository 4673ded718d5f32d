"""The top floor: settings, addresses, the web server's entry and the command line."""

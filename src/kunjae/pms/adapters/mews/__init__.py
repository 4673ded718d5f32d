"""Mews: orders on the guest's account through its Connector API, where nothing is once by itself."""

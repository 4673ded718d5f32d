"""`python -m kunjae`: the same as the `kunjae` command."""

from kunjae.config.cli import main

if __name__ == "__main__":
    main()

"""Run `python -m sayso`."""

from sayso.cli import main

main()

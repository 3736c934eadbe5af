"""Runs powerflow from a checkout: `python cli.py COMMAND` is `powerflow COMMAND`."""
from powerflow.commands import main

if __name__ == "__main__":
    main()

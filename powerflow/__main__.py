"""Lets `python -m powerflow COMMAND` do what `powerflow COMMAND` does."""
from powerflow.commands import main

if __name__ == "__main__":
    main()

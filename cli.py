"""The doorway of a clone: `python cli.py ask` is `triage ask`."""

from triage.cli import main

if __name__ == "__main__":
    main()

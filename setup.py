"""Names the packages; everything else about packaging stands in setup.cfg.

The library of items and the examples live at the top of the tree and are installed inside the package.
A wheel honours that mapping; an editable install does not, so there powerflow.library looks beside the package.
"""
from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["powerflow", "powerflow.*"]), "powerflow.processes", "powerflow.examples"],
    package_dir={"powerflow.processes": "processes", "powerflow.examples": "examples"},
)

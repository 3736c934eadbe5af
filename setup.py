"""Names the packages; everything else about packaging stands in setup.cfg.

The library of items lives at the top of the tree, in processes/, and is installed as powerflow/processes.
A wheel honours that mapping; an editable install does not, so there powerflow.library looks beside the package.
"""
from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["powerflow", "powerflow.*"]), "powerflow.processes"],
    package_dir={"powerflow.processes": "processes"},
)

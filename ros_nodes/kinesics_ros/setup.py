"""All metadata is in setup.cfg: colcon reads it there, with old and new setuptools."""

from setuptools import setup

setup()

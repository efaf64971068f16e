"""The development and trial stack behind ``dev.py``: standard library only, no Django.

Read it in this order: ``commands`` (what a person may ask for), ``environment`` and
``assets`` (what is installed), ``servers`` with ``postgres`` and ``valkey`` (what is
started first), ``preparation`` (what is loaded), ``supervisor`` (what is kept running),
``child`` (why nothing outlives ``dev.py``).
"""

"""A demonstration for Jining's plan: synthetic figures, people and a history, all made up.

Nothing here is true of any county: population, area and the plan's targets are public,
every other number is invented from them, by seed, so that every installation shows the
same. Pure data and arithmetic; ``progress.services.demonstration`` files it through the
real services. Another city's plan has no demonstration unless it brings one like this.
"""

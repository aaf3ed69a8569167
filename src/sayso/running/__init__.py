"""Running extractors: workers, time-outs, tries again, the cache, and the run file."""

"""The `rules` extractor: quotes, speakers and claims by hand-written rules, with nothing but the standard library."""

from sayso.extractors.rules.extractor import Rules, with_attitudes

__all__ = ["Rules", "with_attitudes"]

"""A web service around one extractor: `POST /extract` for scripts, and the ML-backend protocol for Label Studio."""

"""A Label Studio server on this machine: installed in an environment of its own, started, and stopped with its data."""

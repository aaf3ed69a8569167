"""Reports for people and for CI: terminal, Markdown, JUnit. All read a `sayso.results.Report`."""

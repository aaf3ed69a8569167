"""Suites: TOML files that name what is scored on what; `sayso eval --suite` runs one and writes the leaderboard.

A folder of suites holds, beside `NAME.toml`,

    predictions/SUITE/[CORPUS/]EXTRACTOR.jsonl.gz   what each said, ungrounded; none of texts that are not shared
    results/SUITE/[CORPUS/]EXTRACTOR.json           the reports, with the counts of each document
    leaderboard.json, leaderboard.md                all results side by side

Each is made from the one before: reports from predictions, the leaderboard from reports. The same input gives the same
bytes. docs/suites.md has more.
"""

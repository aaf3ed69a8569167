"""`python -m sayso.measures` writes docs/measures.md from the measures themselves."""

from sayso.files import write_bytes
from sayso.measures.page import render
from sayso.resources import resource

write_bytes(resource("docs", "measures.md"), render().encode())

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.blocks import BOILERPLATE, find_blocks, is_boilerplate

LINES = st.sampled_from(["# Dam holds", "## More", "- one", "text", "  ", "", "SEE ALSO: x", "---", "\t😀 end ", "#"])


@pytest.mark.parametrize("rule", BOILERPLATE, ids=lambda rule: rule.name)
def test_each_pattern_takes_its_example_and_leaves_ordinary_prose(rule):
    assert rule.pattern.match(rule.example)
    assert not is_boilerplate(rule.counterexample)


@pytest.mark.parametrize(
    "line",
    [
        "READ MORE: Council votes",
        "Related: Council votes",
        "RELATED STORIES | Council votes",
        "  Advertisement  ",
        "--- Story continues below advertisement ---",
        "Photo by Ada Orr/Getty Images",
        "Residents near the dam. (Photo by Ada Orr/Getty Images)",
        "Sign up here to get our politics newsletter every Friday.",
        "Share this article",
    ],
)
def test_boilerplate(line):
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "He said: see also: the law. SEE ALSO: it.",
        "More: that is what they want, she said.",
        "Watch: it will hold.",
        "Related costs rose: nobody knows why.",
        "Photo by photo, she went through the archive.",
        "“Sign up,” she told reporters of the newsletter.",
        "Video evidence, she said: none.",
        "The photo (see page 2) is old.",
        "Follow the rules on Friday.",
    ],
)
def test_prose_is_no_boilerplate(line):
    assert not is_boilerplate(line)


def test_markdown_tells_headline_subheads_and_paragraphs_of_several_lines():
    text = "\n# Dam holds\nIt\nheld.\n\n  SEE ALSO: Snow\n## Why\n- one\n- two\n\n---\n# Again\n"
    assert [(block.kind, text[block.start : block.end]) for block in find_blocks(text, markdown=True)] == [
        ("headline", "Dam holds"),
        ("paragraph", "It\nheld."),
        ("boilerplate", "SEE ALSO: Snow"),
        ("subhead", "Why"),
        ("paragraph", "- one"),
        ("paragraph", "- two"),
        ("subhead", "Again"),
    ]


def test_listed_lines_are_boilerplate_and_the_title_is_the_headline_only_when_it_stands_first():
    text = "Dam holds\nMost read\nDam holds"
    kinds = [block.kind for block in find_blocks(text, title="Dam holds", boilerplate=("Most read",))]
    assert kinds == ["headline", "boilerplate", "paragraph"]
    (block,) = find_blocks("## More stories", markdown=True, boilerplate=("## More stories",))
    assert (block.start, block.kind) == (0, "boilerplate")


@given(st.lists(LINES, max_size=12), st.booleans())
def test_blocks_are_in_order_disjoint_trimmed_and_hold_every_word(lines, markdown):
    text = "\n".join(lines)
    blocks = find_blocks(text, markdown=markdown)
    assert all(a.end <= b.start for a, b in itertools.pairwise(blocks))
    assert all(text[b.start : b.end] and text[b.start : b.end] == text[b.start : b.end].strip() for b in blocks)
    held = {place for block in blocks for place in range(block.start, block.end)}
    assert all(place in held for place, char in enumerate(text) if char.isalnum() or char == "😀")

"""Markup: whatever a value holds, it comes back as that very text and as nothing else."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.filiere import FILIERES
from atlas.ui.markup import bullets, definitions, external_link, mark, tag, text

HOSTILE = [
    "<img src=x onerror=window.__pwned=1>",
    '"><script>window.__pwned=1</script>',
    "' onmouseover='x",
    "</p><p>",
    "&lt;b&gt; &amp; &#60;",
    "<!-- -->",
    "]]>",
    "x" * 300,
    "مرحبا العالم",
]
values = st.sampled_from(HOSTILE) | st.text()


class Reader(HTMLParser):
    """Elements, with their attributes, and text, as a browser would read them."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.others: list[str] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)


@given(values)
def test_text_holds_no_character_that_markup_uses(value: str) -> None:
    written = text(value)
    assert not set(written) & set("<>\"'")
    read = Reader(f"<p>{written}</p>")
    assert (read.elements, read.text, read.others) == ([("p", {})], value, [])


@given(values, values)
def test_a_tag_has_the_attributes_given_and_no_other(value: str, other: str) -> None:
    read = Reader(tag("p", text(value), title=other, class_="a", data_id=other, aria_label=value))
    assert read.elements == [("p", {"title": other, "class": "a", "data-id": other, "aria-label": value})]
    assert (read.text, read.others) == (value, [])


@given(st.lists(values, max_size=4))
def test_lists_have_one_element_a_value(items: list[str]) -> None:
    read = Reader(bullets(text(item) for item in items))
    assert [name for name, _ in read.elements] == ["ul", *["li"] * len(items)]
    assert read.text == "".join(items)


@given(st.dictionaries(values, values, max_size=4))
def test_definitions_escape_their_terms(items: dict[str, str]) -> None:
    read = Reader(definitions({term: text(value) for term, value in items.items()}))
    assert [name for name, _ in read.elements] == ["dl", *["dt", "dd"] * len(items)]
    assert read.text == "".join(term + value for term, value in items.items())


addresses = st.sampled_from([
    "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "data:text/html,<script>1</script>",
    "vbscript:x", "//evil.example", "http://[", "https://[::1", "https://a.fr/\" onclick=\"x", "https://",
    "https://www.education.gouv.fr/a?b=1&c=<d>",
]) | st.text() | st.text().map("https://".__add__)  # fmt: skip


@given(addresses)
def test_only_http_addresses_become_links_and_all_are_escaped(url: str) -> None:
    read = Reader(external_link(url))
    assert read.others == []
    if not read.elements:
        assert read.text == url
        return
    ((name, attributes),) = read.elements
    assert name == "a"
    assert attributes.pop("href") == url
    assert url.lower().startswith(("http://", "https://"))
    assert attributes == {"target": "_blank", "rel": "noopener noreferrer"}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.education.gouv.fr/campus-1", "education.gouv.fr"),
        ("http://cnee.example/a/b?c", "cnee.example"),
        ("https://www.ecole.fr@voleur.example/", "voleur.example"),
    ],
)
def test_a_link_is_named_by_the_host_it_leads_to(url: str, shown: str) -> None:
    assert Reader(external_link(url)).text == shown


@pytest.mark.parametrize("filiere", FILIERES, ids=lambda filiere: filiere.slug)
def test_the_mark_of_a_filiere_is_for_the_eye_only(filiere: object) -> None:
    read = Reader(mark(filiere))  # type: ignore[arg-type]
    ((_, attributes),) = read.elements
    assert attributes["aria-hidden"] == "true"
    assert attributes["style"] == f"background:{filiere.color}"  # type: ignore[attr-defined]
    assert read.text == filiere.letter  # type: ignore[attr-defined]

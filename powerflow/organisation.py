"""Who may act: departments, posts, and the officers who hold or deputise for a post on any day (经办人, 岗位)."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from powerflow import toml

SCHEMA = "powerflow/organisation/1"


@dataclass(frozen=True)
class Department:
    """A department (部门) that has posts."""

    name: str


@dataclass(frozen=True)
class Post:
    """A post (岗位) of a department; its name is the one that lanes and steps of charts use."""

    name: str
    department: str
    unit: str = ""


@dataclass(frozen=True)
class Term:
    """An officer (经办人) holds a post from one day to another, both included; `until` None: no end is set.

    `deputy_for` names the officer for whom a deputy (代理) acts; "" for a holder.
    """

    officer: str
    post: str
    since: date
    until: date | None = None
    deputy_for: str = ""

    def covers(self, day: date) -> bool:
        """Whether the term runs on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Organisation:
    """The departments, posts and terms of office of one place. Holders and deputies may act alike."""

    departments: tuple[Department, ...]
    posts: tuple[Post, ...]
    terms: tuple[Term, ...]

    def has_post(self, post: str) -> bool:
        """Whether the table knows the post at all."""
        return any(each.name == post for each in self.posts)

    def holds(self, officer: str, post: str, day: date) -> bool:
        """Whether `officer` holds `post`, or deputises in it, on `day`."""
        return any(term.officer == officer and term.post == post and term.covers(day) for term in self.terms)

    def posts_of(self, officer: str, day: date) -> tuple[str, ...]:
        """The posts that `officer` holds or deputises in on `day`, in the order of the table."""
        return tuple(dict.fromkeys(term.post for term in self.terms if term.officer == officer and term.covers(day)))

    def holders(self, post: str, day: date) -> tuple[str, ...]:
        """The officers who may act in `post` on `day`, in the order of the table."""
        return tuple(dict.fromkeys(term.officer for term in self.terms if term.post == post and term.covers(day)))


def read(path: Path) -> Organisation:
    """The organisation in a TOML file (see docs/items.md). Raises InputError with file, line and what is wrong."""
    return _Reader(path).read()


class _Reader:
    """Reads and checks one file."""

    def __init__(self, path: Path) -> None:
        self._tables = toml.Tables(path, SCHEMA, ("department", "post", "term", "deputy"))

    def read(self) -> Organisation:
        """The whole organisation. Raises InputError at the first thing that is wrong."""
        departments = self._departments()
        posts = self._posts(departments)
        terms = [*self._terms("term", posts), *self._terms("deputy", posts)]
        _refuse_overlaps(terms)
        return Organisation(tuple(departments.values()), tuple(posts.values()), tuple(term for term, _ in terms))

    def _departments(self) -> dict[str, Department]:
        departments: dict[str, Department] = {}
        for row in self._tables.rows("department", "name", "note"):
            name = row.text("name")
            if name in departments:
                raise row.wrong("{path} 第 {line} 行：部门“{name}”写了两次", name=name)
            departments[name] = Department(name)
        return departments

    def _posts(self, departments: Mapping[str, Department]) -> dict[str, Post]:
        posts: dict[str, Post] = {}
        for row in self._tables.rows("post", "name", "department", "unit", "note"):
            post = Post(row.text("name"), row.text("department"), row.text("unit", required=False))
            if post.name in posts:
                raise row.wrong("{path} 第 {line} 行：岗位“{name}”写了两次", name=post.name)
            if post.department not in departments:
                hint = _hint(post.department, departments)
                raise row.wrong("{path} 第 {line} 行：没有部门“{name}”{hint}", name=post.department, hint=hint)
            posts[post.name] = post
        return posts

    def _terms(self, table: str, posts: Mapping[str, Post]) -> Iterator[tuple[Term, toml.Row]]:
        is_deputy = table == "deputy"
        for row in self._tables.rows(table, "officer", "post", "from", "until", "note", *(["for"] if is_deputy else [])):
            term = Term(
                officer=row.text("officer"), post=row.text("post"), since=row.day("from"),
                until=row.day("until") if is_deputy else row.day_if_any("until"),
                deputy_for=row.text("for") if is_deputy else "",
            )
            if term.post not in posts:
                hint = _hint(term.post, posts)
                raise row.wrong("{path} 第 {line} 行：没有岗位“{name}”{hint}", name=term.post, hint=hint)
            if term.until is not None and term.until < term.since:
                raise row.wrong("{path} 第 {line} 行：止日 {until} 早于起日 {since}", until=term.until, since=term.since)
            yield term, row


def _refuse_overlaps(terms: list[tuple[Term, toml.Row]]) -> None:
    held: defaultdict[tuple[str, str], list[Term]] = defaultdict(list)
    for term, row in terms:
        same = held[term.officer, term.post]
        if any(_overlap(term, other) for other in same):
            raise row.wrong(
                "{path} 第 {line} 行：“{officer}”任“{post}”的时间重叠", officer=term.officer, post=term.post
            )
        if term.deputy_for and not held[term.deputy_for, term.post]:
            raise row.wrong(
                "{path} 第 {line} 行：“{officer}”不任“{post}”，不能由他人代理", officer=term.deputy_for, post=term.post
            )
        same.append(term)


def _overlap(one: Term, other: Term) -> bool:
    later = max(one.since, other.since)
    return one.covers(later) and other.covers(later)


def _hint(name: str, known: Mapping[str, object]) -> str:
    alike = get_close_matches(name, known, n=1)
    return f" → {alike[0]}" if alike else ""

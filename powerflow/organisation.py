"""Who may act: departments, posts, and the officers who hold or deputise for a post on any day (经办人, 岗位)."""
from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

from powerflow import toml
from powerflow.errors import InputError

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
    """The organisation in a TOML or CSV file (see docs/items.md). Raises InputError with file, line and what is wrong."""
    return _read_csv(path) if path.suffix.lower() == ".csv" else _Reader(path).read()


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


# What the columns of a CSV file may be called.
_COLUMNS = {
    "部门": "department", "科室": "unit", "岗位": "post", "经办人": "officer",  # not shown: read from files
    "起日": "from", "止日": "until", "代理": "for",  # not shown: read from files
}
_NEEDED = ("department", "post", "officer", "from")


@dataclass(frozen=True)
class _Line:
    """One line of a CSV file, by its columns."""

    path: Path
    line: int
    values: Mapping[str, str]

    def text(self, column: str) -> str:
        """The text of a column, "" where there is none."""
        return self.values.get(column, "").strip()

    def day(self, column: str) -> date | None:
        """The date of a column, None where it is empty."""
        text = self.text(column)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            message = "{path} 第 {line} 行：“{column}”应当是日期（如 2026-01-01），写的是“{text}”"
            raise self.wrong(message, column=column, text=text) from error

    def wrong(self, message: str, **values: object) -> InputError:
        """An error whose `message` begins with `{path}` and `{line}`."""
        return InputError(message, path=self.path, line=self.line, **values)


def _read_csv(path: Path) -> Organisation:
    """A line for each term of office; departments and posts are those that the lines name. One without an officer only names a post."""
    departments: dict[str, Department] = {}
    posts: dict[str, Post] = {}
    terms: list[tuple[Term, _Line]] = []
    for line in _csv_lines(path):
        post = Post(line.text("post"), line.text("department"), line.text("unit"))
        if not post.name or not post.department:
            raise line.wrong("{path} 第 {line} 行：岗位和部门都要写明")
        if posts.setdefault(post.name, post).department != post.department:
            raise line.wrong("{path} 第 {line} 行：岗位“{name}”写了两次", name=post.name)
        departments[post.department] = Department(post.department)
        if line.text("officer"):
            terms.append((_csv_term(line, post), line))
    # A deputy may stand above whom they deputise for.
    terms.sort(key=lambda term: bool(term[0].deputy_for))
    _refuse_overlaps(terms)
    return Organisation(tuple(departments.values()), tuple(posts.values()), tuple(term for term, _ in terms))


def _csv_term(line: _Line, post: Post) -> Term:
    since, until, holder = line.day("from"), line.day("until"), line.text("for")
    if since is None or (holder and until is None):
        raise line.wrong("{path} 第 {line} 行：任职要写明起日，代理还要写明止日")
    if until is not None and until < since:
        raise line.wrong("{path} 第 {line} 行：止日 {until} 早于起日 {since}", until=until, since=since)
    return Term(line.text("officer"), post.name, since, until, holder)


def _csv_lines(path: Path) -> Iterator[_Line]:
    reader = csv.reader(StringIO(toml.text(path), newline=""), strict=True)
    try:
        head = [_COLUMNS.get(name.strip(), name.strip()) for name in next(reader, [])]
        first = _Line(path, 1, {})
        for name in head:
            if name not in _COLUMNS.values() or head.count(name) > 1:
                message = "{path} 第 {line} 行：没有“{name}”这一列，或者写了两次；可以有：{columns}"
                raise first.wrong(message, name=name, columns=tuple(_COLUMNS))
        if not set(_NEEDED) <= set(head):
            raise first.wrong("{path} 第 {line} 行：应当有部门、岗位、经办人、起日各列")
        for cells in reader:
            line = _Line(path, reader.line_num, dict(zip(head, cells, strict=False)))
            if len(cells) > len(head):
                raise line.wrong("{path} 第 {line} 行：比表头多出 {count} 格", count=len(cells) - len(head))
            if any(cell.strip() for cell in cells):
                yield line
    except csv.Error as error:
        raise _Line(path, reader.line_num, {}).wrong("{path} 第 {line} 行：不是格式正确的 CSV（{cause}）", cause=error) from error


def _refuse_overlaps(terms: Sequence[tuple[Term, _Line | toml.Row]]) -> None:
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

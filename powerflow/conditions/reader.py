"""Reads the tokens of a condition into a formula, one method a rule of the grammar (see the room's docstring)."""
from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import NoReturn

from powerflow.conditions.errors import ConditionError, UnknownFact
from powerflow.conditions.tokens import Token, tokens
from powerflow.conditions.values import EQUALITIES, ORDERS, calculated, has_order, kind
from powerflow.model import FactValue

MAX_DEPTH = 20

Facts = Mapping[str, FactValue]
Formula = Callable[[Facts], FactValue]

_TRUTH = {"true": True, "True": True, "false": False, "False": False}
# Words of other languages are refused as names: who writes them means something that we would not do.
_RESERVED = frozenset(
    (
        *_TRUTH, "and", "or", "not", "in", "date", "is", "if", "then", "else", "elif", "for", "while", "lambda",
        "await", "async", "yield", "import", "None", "null", "some", "every", "between",
    )
)


class Reader:
    """Reads one condition from left to right; `names` and `values` are the facts and values met so far."""

    def __init__(self, text: str) -> None:
        self.names: list[str] = []
        self.values: list[FactValue] = []
        self.computes = False
        self._text = text
        self._tokens = tokens(text)
        self._next = 0
        self._depth = 0

    def read(self) -> Formula:
        """The formula of the whole text. Raises ConditionError."""
        formula = self._condition()
        if self._peek().kind != "end":
            self._unexpected(self._peek())
        return formula

    def _condition(self) -> Formula:
        self._deeper()
        formula = self._clause()
        while self._peek().text == "or" and self._peek().kind == "word":
            formula = self._either(formula, self._advance(), self._clause(), decisive=True)
        self._depth -= 1
        return formula

    def _clause(self) -> Formula:
        formula = self._part()
        while self._peek().text == "and" and self._peek().kind == "word":
            formula = self._either(formula, self._advance(), self._part(), decisive=False)
        return formula

    def _part(self) -> Formula:
        token = self._peek()
        if not self._take("not"):
            return self._comparison()
        self._deeper()
        inner = self._part()
        self._depth -= 1
        return lambda facts: not self._truth(inner(facts), token)

    def _comparison(self) -> Formula:
        left = self._sum()
        token, following = self._peek(), self._peek(1)
        if token.kind == "word" and (token.text == "in" or (token.text == "not" and following.text == "in")):
            return self._membership(left)
        steps: list[tuple[Token, Formula]] = []
        while self._peek().kind == "sign" and (self._peek().text in ORDERS or self._peek().text in EQUALITIES):
            steps.append((self._advance(), self._sum()))
        if not steps:
            return left
        return lambda facts: self._compare(left(facts), steps, facts)

    def _membership(self, left: Formula) -> Formula:
        token = self._peek()
        wanted = not self._take("not")
        self._expect("in")
        self._expect("(")
        values = [self._value()]
        while self._take(",") and self._peek().text != ")":
            values.append(self._value())
        self._expect(")")

        def is_one_of(facts: Facts) -> bool:
            value = left(facts)
            for one in values:
                self._same_kind(value, one, token)
            return (value in values) is wanted

        return is_one_of

    def _sum(self) -> Formula:
        formula = self._product()
        while self._peek().kind == "sign" and self._peek().text in "+-":
            formula = self._arithmetic(formula, self._advance(), self._product())
        return formula

    def _product(self) -> Formula:
        formula = self._factor()
        while self._peek().kind == "sign" and self._peek().text == "*":
            formula = self._arithmetic(formula, self._advance(), self._factor())
        return formula

    def _factor(self) -> Formula:
        token = self._peek()
        if not self._take("-"):
            return self._atom()
        self._deeper()
        inner = self._factor()
        self._depth -= 1
        self.computes = True
        return lambda facts: self._calculate(0, token, inner(facts))

    def _atom(self) -> Formula:
        token = self._peek()
        if self._take("("):
            formula = self._condition()
            self._expect(")")
            return formula
        if token.kind == "word" and token.text not in _RESERVED:
            return self._fact(self._advance())
        value = self._value()
        return lambda _: value

    def _fact(self, token: Token) -> Formula:
        name = token.text
        if name.startswith("_") or unicodedata.normalize("NFKC", name) != name:
            self._fail("条件“{text}”第 {position} 个字符处的“{found}”不能作事实的名称", token)
        if self._peek().text == "(":
            self._fail('条件“{text}”第 {position} 个字符处调用“{found}”；条件里只能写 date("2026-09-18")', token)
        self.names.append(name)

        def value_of(facts: Facts) -> FactValue:
            if name not in facts:
                raise UnknownFact(text=self._text, position=token.position, name=name)
            value = facts[name]
            if kind(value) is None:
                self._fail("条件“{text}”第 {position} 个字符处的事实“{found}”不是文字、数、日期、true 或 false", token)
            return value

        return value_of

    def _value(self) -> FactValue:
        value = self._read_value()
        self.values.append(value)
        return value

    def _read_value(self) -> FactValue:
        negative = self._take("-")
        token = self._advance()
        if token.kind == "number":
            number = Decimal(token.text) if "." in token.text else int(token.text)
            return -number if negative else number
        if negative:
            self._unexpected(token)
        if token.kind == "text":
            return token.text[1:-1]
        if token.text in _TRUTH:
            return _TRUTH[token.text]
        if token.text == "date":
            return self._date()
        return self._unexpected(token)

    def _date(self) -> date:
        self._expect("(")
        token = self._advance()
        self._expect(")")
        try:
            if token.kind == "text" and len(token.text) == len('"2026-09-18"'):
                return date.fromisoformat(token.text[1:-1])
        except ValueError:
            pass
        return self._fail('条件“{text}”第 {position} 个字符处的日期{found}不对，应当写成 date("2026-09-18")', token)

    def _either(self, left: Formula, token: Token, right: Formula, *, decisive: bool) -> Formula:
        def formula(facts: Facts) -> bool:
            first = self._truth(left(facts), token)
            return first if first is decisive else self._truth(right(facts), token)

        return formula

    def _arithmetic(self, left: Formula, sign: Token, right: Formula) -> Formula:
        self.computes = True
        return lambda facts: self._calculate(left(facts), sign, right(facts))

    def _compare(self, left: FactValue, steps: list[tuple[Token, Formula]], facts: Facts) -> bool:
        for token, formula in steps:
            right = formula(facts)
            self._same_kind(left, right, token)
            order = ORDERS.get(token.text)
            if order is not None and not has_order(left):
                message = "条件“{text}”第 {position} 个字符处：“{left}”和“{right}”不分大小，只能用 == 或 !="
                self._fail(message, token, left=left, right=right)
            if not (order or EQUALITIES[token.text])(left, right):
                return False
            left = right
        return True

    def _same_kind(self, left: FactValue, right: FactValue, token: Token) -> None:
        if kind(left) != kind(right):
            message = "条件“{text}”第 {position} 个字符处：“{left}”和“{right}”不是同一类的值，不能比较"
            self._fail(message, token, left=left, right=right)

    def _truth(self, value: FactValue, token: Token) -> bool:
        if not isinstance(value, bool):
            message = "条件“{text}”第 {position} 个字符处的“{found}”只能用于 true 或 false，这里是“{value}”"
            self._fail(message, token, value=value)
        return value

    def _calculate(self, left: FactValue, sign: Token, right: FactValue) -> FactValue:
        result = calculated(left, sign.text, right)
        if result is None:
            self._fail("条件“{text}”第 {position} 个字符处算不出“{left} {found} {right}”", sign, left=left, right=right)
        return result

    def _peek(self, ahead: int = 0) -> Token:
        return self._tokens[min(self._next + ahead, len(self._tokens) - 1)]

    def _advance(self) -> Token:
        token = self._peek()
        self._next += 1
        return token

    def _take(self, text: str) -> bool:
        token = self._peek()
        if token.kind == "text" or token.text != text:
            return False
        self._next += 1
        return True

    def _expect(self, text: str) -> None:
        if not self._take(text):
            self._fail("条件“{text}”第 {position} 个字符处应当是 {expected}", self._peek(), expected=text)

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._fail("条件“{text}”第 {position} 个字符处套得太深，最多 {most} 层", self._peek(), most=MAX_DEPTH)

    def _unexpected(self, token: Token) -> NoReturn:
        if token.kind == "end":
            self._fail("条件“{text}”没有写完", token)
        self._fail("条件“{text}”第 {position} 个字符处看不懂“{found}”", token)

    def _fail(self, message: str, token: Token, **values: object) -> NoReturn:
        raise ConditionError(message, text=self._text, position=token.position, found=token.text, **values)

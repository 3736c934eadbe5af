"""The small language of decisions (判断条件): `收件结果 == "受理" and 罚款金额 > 5000`, read without Python's parser.

A reader of our own was chosen over an expression library that walks Python's syntax tree: everything outside a dozen
rules must be refused here in any case, with a place and a mend in the user's language; numbers must be exact
decimals, and mixed kinds an error instead of False; and a grammar without attributes, calls and comprehensions needs
no list of those that are forbidden.

    condition  = clause {"or" clause};   clause = part {"and" part};   part = "not" part | comparison
    comparison = sum {("==" | "!=" | "<" | "<=" | ">" | ">=") sum} | sum ["not"] "in" "(" value {"," value} ")"
    sum        = product {("+" | "-") product};   product = factor {"*" factor};   factor = "-" factor | atom
    atom       = value | the name of a fact | "(" condition ")"
    value      = ["-"] number | text in quotes | "true" | "false" | date("2026-09-18")
"""
from powerflow.conditions.condition import Condition, evaluate, parse
from powerflow.conditions.errors import ConditionError, UnknownFact
from powerflow.conditions.worlds import worlds

__all__ = ["Condition", "ConditionError", "UnknownFact", "evaluate", "parse", "worlds"]

"""The only room that judges: one file a rule, in families, over charts, catalogues and replays."""
from powerflow.rules.families import FAMILIES, all_rules, rules_of, select
from powerflow.rules.judge import Judgement, judge
from powerflow.rules.rule import Breach, Located, Rule, Subject

__all__ = ["FAMILIES", "Breach", "Judgement", "Located", "Rule", "Subject", "all_rules", "judge", "rules_of", "select"]

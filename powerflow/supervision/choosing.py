"""Which lamps somebody asked for: by item, post, department, colour or case."""
from __future__ import annotations

from dataclasses import dataclass, replace

from powerflow.organisation import Organisation
from powerflow.replay import Lamp
from powerflow.supervision.office import CaseLamp, OfficeLamps


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What was asked for; empty parts ask for nothing. `item` is a code or a name."""

    item: str = ""
    post: str = ""
    department: str = ""
    lamps: frozenset[Lamp] = frozenset()
    case: str = ""


def chosen(office: OfficeLamps, choice: Choice, organisation: Organisation) -> OfficeLamps:
    """The lamps that `choice` asks for.

    Of a post or department only its open steps and the cases with any are shown; a colour chooses the cases that show it
    themselves or in one of those steps.
    """
    posts = _posts(choice, organisation)
    cases = (_of_posts(case, posts) for case in office.cases if _is_asked(case, choice))
    return replace(office, cases=tuple(
        case for case in cases if case is not None and (not choice.lamps or _shows(case, choice.lamps))
    ))


def _posts(choice: Choice, organisation: Organisation) -> frozenset[str] | None:
    if not (choice.post or choice.department):
        return None
    of_department = {post.name for post in organisation.posts if post.department == choice.department}
    if choice.post and choice.department:
        return frozenset({choice.post} & of_department)
    return frozenset({choice.post}) if choice.post else frozenset(of_department)


def _is_asked(case: CaseLamp, choice: Choice) -> bool:
    is_item = not choice.item or choice.item in (case.seen.item, case.seen.name)
    return is_item and choice.case in ("", case.seen.case)


def _of_posts(case: CaseLamp, posts: frozenset[str] | None) -> CaseLamp | None:
    if posts is None:
        return case
    steps = tuple(step for step in case.shown.steps if step.post in posts)
    alarms = tuple(alarm for alarm in case.alarms if alarm.post in posts)
    return case._replace(shown=case.shown._replace(steps=steps), alarms=alarms) if steps or alarms else None


def _shows(case: CaseLamp, lamps: frozenset[Lamp]) -> bool:
    return case.lit.lamp in lamps or any(step.lit.lamp in lamps for step in case.shown.steps)

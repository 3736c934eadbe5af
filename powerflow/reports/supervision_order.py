"""The supervision order (督办单) as text and as a page to print."""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.reports.page import page
from powerflow.reports.supervision_words import entry_said, state_word, trigger_said
from powerflow.reports.wording import say, visible
from powerflow.supervision import Order
from powerflow.translation import translate


def order_text(order: Order, lang: str, *, organ: str = "") -> str:
    """The order line by line."""
    lines = [translate("督办单", lang), *(f"{name}  {value}" for name, value in _fields(order, lang, organ)), ""]
    lines.append(translate("处理经过", lang))
    lines += [f"  {entry_said(entry, lang)}" for entry in order.acts]
    return "\n".join(lines) + "\n"


def order_html(order: Order, lang: str, *, organ: str = "") -> str:
    """The order as one page on A4, to sign and to file."""
    return page(
        "supervision_order.html", lang, organ=visible(organ), number=visible(order.number), fields=list(_fields(order, lang, organ)),
        acts=[entry_said(entry, lang) for entry in order.acts],
    )


def _fields(order: Order, lang: str, organ: str) -> Iterator[tuple[str, str]]:
    alarm, entry = order.alarm, order.entry
    yield translate("编号", lang), visible(order.number)
    if organ:
        yield translate("发出机关", lang), visible(organ)
    yield translate("被督办岗位", lang), visible(alarm.post) or "—"
    yield translate("办件", lang), visible(f"{order.case} {order.name}({order.item})")
    if order.step:
        yield translate("环节", lang), visible(order.step)
    yield translate("监察规则", lang), trigger_said(alarm.code, lang)
    yield translate("发现的问题", lang), visible(order.found.note)
    yield translate("督办要求", lang), visible(entry.note)
    yield translate("整改期限", lang), say("到 {due}", lang, due=order.due)
    yield translate("发出", lang), f"{entry.at:%Y-%m-%d %H:%M}  {visible(entry.post)} {visible(entry.officer)}"
    yield translate("处理情况", lang), state_word(alarm.state, lang)

"""Checks many files: finds them, judges each one once, remembers what it found, mends what can be mended safely."""
from powerflow.checking.baseline import read_baseline, without_known, write_baseline
from powerflow.checking.cache import Cache, usual_cache
from powerflow.checking.fixing import Mended, mend
from powerflow.checking.many import check_all
from powerflow.checking.one import Order, check_document
from powerflow.checking.pictures import charts, pictures
from powerflow.checking.registers import registers
from powerflow.checking.sources import STDIN, Source, sources

__all__ = [
    "STDIN", "Cache", "Mended", "Order", "Source", "charts", "check_all", "check_document", "mend", "pictures",
    "read_baseline", "registers", "sources", "usual_cache", "without_known", "write_baseline",
]

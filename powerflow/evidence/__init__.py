"""Evidence packs (证据包): everything about one case in one folder or archive that anybody can check offline."""
from powerflow.evidence.excerpts import cited_rows
from powerflow.evidence.pack import PATH, Held, pack
from powerflow.evidence.picture import pictured
from powerflow.evidence.rerun import Rerun, foreign_program, rerun
from powerflow.evidence.verify import MANIFEST, SEAL, Fault, Unreadable, archive, faults, read

__all__ = [
    "MANIFEST", "PATH", "SEAL", "Fault", "Held", "Rerun", "Unreadable", "archive", "cited_rows", "faults", "foreign_program", "pack",
    "pictured", "read", "rerun",
]

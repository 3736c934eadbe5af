"""Published charts: laid out in lanes and phases, drawn by Graphviz, as SVG, PDF and PNG."""
from powerflow.diagram.beside import one_under_other
from powerflow.diagram.contact import ContactSheet, Tile, contact_sheet
from powerflow.diagram.dot import lasting
from powerflow.diagram.drawing import PAPERS, PROFILES, Drawing, draw
from powerflow.diagram.figures import Profile
from powerflow.diagram.marks import Mark
from powerflow.diagram.measure import Measures, Reading
from powerflow.diagram.office import Office
from powerflow.diagram.office_file import read_office
from powerflow.diagram.published import published

__all__ = [
    "PAPERS", "PROFILES", "ContactSheet", "Drawing", "Mark", "Measures", "Office", "Profile", "Reading", "Tile", "contact_sheet",
    "draw", "lasting", "one_under_other", "published", "read_office",
]

"""A guided tour (演示): the shipped items on a scripted journey through every room, told in a page that opens from disk."""
from powerflow.tour.perform import Performed, Setting, perform

__all__ = ["Performed", "Setting", "perform"]

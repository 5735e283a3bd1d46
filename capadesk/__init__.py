"""CapaDesk: record events, people and decisions once; everything else follows from the record."""

__version__ = "0.1.0"

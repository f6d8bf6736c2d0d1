"""QTI 1.2 (Assessment, Section, Item): what its dialects share, written and read: Canvas's, the plain one, Common Cartridge's."""

"""Co-design: forms by audience: public, staff, work (members of both sides)."""

"""Co-design: views by audience: public, staff, work (members of both sides)."""

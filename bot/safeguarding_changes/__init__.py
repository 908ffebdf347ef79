"""Changes to what screening hears: proposed, checked, approved by two leads, and swapped in."""

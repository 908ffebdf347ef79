"""Candidates for the assistant: trained apart, compared with what serves, promoted by two people."""

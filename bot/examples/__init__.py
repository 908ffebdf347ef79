"""The examples that the assistant learns from: read, checked and changed as trainers do."""

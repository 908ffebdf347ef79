-- Notices to staff, what is kept for them when their sign-in runs out, and numbers that two people claim.

-- A call that is ended because somebody took its alert was withheld, and not refused by anybody.
GRANT UPDATE (withheld_reason) ON dispatches TO hafan_intake;

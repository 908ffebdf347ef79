-- Filled with its part.
SELECT 1;

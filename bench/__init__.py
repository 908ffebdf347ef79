"""What `make bench` measures. Figures are for comparing within one run: machines differ, and are noisy."""

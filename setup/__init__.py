"""What a fresh machine needs before Hafan runs: environments, page assets, a browser for the tests."""

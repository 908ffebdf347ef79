"""How texts reach and leave Hafan: one small contract, and one module per channel."""

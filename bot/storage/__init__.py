"""What Hafan keeps: tables, encryption, audit trail and the queries over them."""

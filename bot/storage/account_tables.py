"""The tables of accounts: what opens them, what is told to their owners, and break-glass."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from bot.storage.columns import key, metadata, time, to

devices = Table(
    "devices",
    metadata,
    key(),
    to("practitioner_id", "practitioners", required=True),
    Column("token_hash", LargeBinary, nullable=False),
    time("created_at", required=True),
    time("seen_at", required=True),
    UniqueConstraint("practitioner_id", "token_hash"),
)

passkeys = Table(
    "passkeys",
    metadata,
    key(),
    to("practitioner_id", "practitioners", required=True),
    Column("credential_id", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    time("created_at", required=True),
    time("used_at"),
    Index(None, "practitioner_id"),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    key(),
    to("practitioner_id", "practitioners", required=True),
    Column("code_hash", LargeBinary, nullable=False),
    time("created_at", required=True),
    time("used_at"),
    UniqueConstraint("practitioner_id", "code_hash"),
)

identities = Table(
    "identities",
    metadata,
    key(),
    to("practitioner_id", "practitioners", required=True),
    Column("issuer", Text, nullable=False),
    Column("subject_index", LargeBinary, nullable=False),
    time("linked_at", required=True),
    UniqueConstraint("issuer", "subject_index"),
    Index(None, "practitioner_id"),
)

invitations = Table(
    "invitations",
    metadata,
    key(),
    to("practitioner_id", "practitioners", required=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("totp_sealed", LargeBinary, nullable=False),
    to("created_by", "practitioners", required=True),
    time("created_at", required=True),
    time("expires_at", required=True),
    time("used_at"),
    time("revoked_at"),
    Index(None, "practitioner_id"),
)

ceremonies = Table(
    "ceremonies",
    metadata,
    key(),
    Column("kind", Text, nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("payload_sealed", LargeBinary, nullable=False),
    time("expires_at", required=True),
)

notices = Table(
    "notices",
    metadata,
    key(),
    to("practitioner_id", "practitioners", required=True),
    Column("kind", Text, nullable=False),
    to("young_person_id", "young_people"),
    time("at", required=True),
    time("seen_at"),
    Index(None, "practitioner_id", "seen_at"),
)

kept_forms = Table(
    "kept_forms",
    metadata,
    Column("practitioner_id", Uuid, ForeignKey("practitioners.id"), primary_key=True),
    Column("place", Text, primary_key=True),
    Column("body_sealed", LargeBinary, nullable=False),
    time("kept_at", required=True),
)

break_glass = Table(
    "break_glass",
    metadata,
    key(),
    to("young_person_id", "young_people", required=True),
    to("practitioner_id", "practitioners", required=True),
    Column("reason_sealed", LargeBinary, nullable=False),
    time("opened_at", required=True),
    time("expires_at", required=True),
    time("ended_at"),
    time("reviewed_at"),
    to("reviewed_by", "practitioners"),
    Column("review_sealed", LargeBinary),
    Index(None, "young_person_id"),
    Index(None, "practitioner_id", "expires_at"),
)

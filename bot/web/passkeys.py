"""Passkeys: what the browser is asked, and whether what it answers holds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sanic import HTTPResponse, Request
from sanic.response import raw
from sqlalchemy.ext.asyncio import AsyncConnection
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialCreationOptions,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRequestOptions,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from bot.storage import ceremonies, passkeys
from bot.storage.passkeys import KnownKey
from bot.web.web import Web, web_of

REGISTER, SIGN_IN = "passkey:register", "passkey:sign-in"
LONGEST_NAME = 60


class PasskeyError(Exception):
    """An answer does not hold: another site's, an old one, or no answer at all."""


@dataclass(frozen=True)
class NewKey:
    """What a browser made."""

    credential_id: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    sign_count: int


def can_be_used(web: Web) -> bool:
    """Passkeys belong to a host name; browsers make none for a bare address."""
    try:
        ip_address(_host(web))
    except ValueError:
        return True
    return False


def _host(web: Web) -> str:
    return urlsplit(web.settings.public_address).hostname or ""


def _bound(request: Request, kind: str) -> str:
    """A challenge returns only in the browser that asked for it."""
    return f"{kind}:{request.ctx.session or request.ctx.visit}"


def _json(
    options: PublicKeyCredentialCreationOptions | PublicKeyCredentialRequestOptions,
) -> HTTPResponse:
    return raw(options_to_json(options).encode(), content_type="application/json")


async def ask_to_register(
    request: Request, member: UUID, name: str, present: Sequence[bytes]
) -> HTTPResponse:
    """What a browser needs to make a passkey for this account, beside those that are present."""
    web = web_of(request)
    options = generate_registration_options(
        rp_id=_host(web),
        rp_name="Hafan",
        user_id=member.bytes,
        user_name=name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=credential) for credential in present],
    )
    await _remember(request, REGISTER, options.challenge, member)
    return _json(options)


async def ask_to_sign_in(request: Request) -> HTTPResponse:
    """What a browser needs to sign somebody in: they choose the passkey, and so tell who they are."""
    options = generate_authentication_options(
        rp_id=_host(web_of(request)), user_verification=UserVerificationRequirement.REQUIRED
    )
    await _remember(request, SIGN_IN, options.challenge, None)
    return _json(options)


async def _remember(request: Request, kind: str, challenge: bytes, member: UUID | None) -> None:
    web = web_of(request)
    payload = {"challenge": bytes_to_base64url(challenge), "member": str(member)}
    async with web.database.transaction() as connection:
        await ceremonies.begin(connection, web.vault, kind, _bound(request, kind), payload, web.now())


async def _spent_challenge(request: Request, kind: str, member: UUID | None) -> bytes:
    """In a transaction of its own, so that a challenge is spent whatever becomes of the answer."""
    web = web_of(request)
    async with web.database.transaction() as connection:
        found = await ceremonies.finish(connection, web.vault, kind, _bound(request, kind), web.now())
    if found is None or found["member"] != str(member):
        raise PasskeyError
    return base64url_to_bytes(found["challenge"])


async def made_by(request: Request, member: UUID, answer: str) -> NewKey:
    """The passkey that a browser made for this account, or PasskeyError."""
    web = web_of(request)
    challenge = await _spent_challenge(request, REGISTER, member)
    try:
        verified = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(web),
            expected_origin=web.settings.public_address,
            require_user_verification=True,
        )
    except WebAuthnException as wrong:
        raise PasskeyError from wrong
    return NewKey(verified.credential_id, verified.credential_public_key, verified.sign_count)


async def whose(request: Request, answer: str) -> tuple[KnownKey, int]:
    """The passkey that signed the challenge and how often it was used by now, or PasskeyError."""
    web = web_of(request)
    challenge = await _spent_challenge(request, SIGN_IN, None)
    async with web.database.transaction() as connection:
        known = await passkeys.known(connection, _credential(answer))
    if known is None:
        raise PasskeyError
    try:
        verified = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(web),
            expected_origin=web.settings.public_address,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except WebAuthnException as wrong:
        raise PasskeyError from wrong
    return known, verified.new_sign_count


def _credential(answer: str) -> bytes:
    try:
        found: Any = json.loads(answer)
        return base64url_to_bytes(str(found["rawId"]))
    except (ValueError, KeyError, TypeError):
        raise PasskeyError from None


async def keep(connection: AsyncConnection, web: Web, member: UUID, made: NewKey, name: str) -> None:
    """Store a passkey under a name that its owner knows it by."""
    await passkeys.add(
        connection,
        web.vault,
        member,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=name,
        now=web.now(),
    )

"""An organisation's identity provider: what OpenID Connect asks of us before we believe what it says."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.settings import Settings

# What a token may be signed with: only keys that the provider alone has.
ALGORITHMS = ["RS256", "PS256", "ES256"]
LEEWAY_SECONDS = 60
WAIT_SECONDS = 5.0
# Keys and addresses are asked for anew after an hour, or at most once a minute when a key is missing.
KEEP_SECONDS, ASK_AGAIN_SECONDS = 3600, 60


class ProviderDownError(Exception):
    """The provider cannot be reached, or does not answer as OpenID Connect has it."""


class TokenRefusedError(Exception):
    """What the provider, or somebody in its name, sent is not believed."""


@dataclass(frozen=True)
class Question:
    """What one sign-in is bound by: nobody else's answer fits."""

    nonce: str
    verifier: str = field(repr=False)
    return_address: str


@dataclass
class IdentityProvider:
    """The provider that the settings name, with its addresses and keys as they were last seen."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    _metadata: Mapping[str, Any] = field(default_factory=dict, repr=False)
    _keys: KeySet | None = field(default=None, repr=False)
    _asked_at: float = field(default=float("-inf"), repr=False)

    async def start_address(self, question: Question, state: str) -> str:
        """Where to send a browser to sign in there."""
        metadata = await self._known()
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": question.return_address,
            "scope": "openid",
            "state": state,
            "nonce": question.nonce,
            "code_challenge": create_s256_code_challenge(question.verifier),
            "code_challenge_method": "S256",
        }
        return _extended(metadata["authorization_endpoint"], asked)

    async def end_address(self, return_address: str) -> str | None:
        """Where to send a browser to sign out there too; None when the provider has no such page."""
        address = (await self._known()).get("end_session_endpoint")
        back = {"client_id": self.client_id, "post_logout_redirect_uri": return_address}
        return _extended(address, back) if address else None

    async def subject(self, code: str, question: Question, now: datetime) -> str:
        """Who signed in there, by the provider's own name for them; or TokenRefusedError."""
        metadata = await self._known()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": question.return_address,
            "code_verifier": question.verifier,
        }
        answer = await _ask("POST", metadata["token_endpoint"], data=form, auth=self._credentials())
        if answer.status_code >= 500:
            raise ProviderDownError("token endpoint")
        tokens = _object(answer) if answer.status_code == 200 else {}
        return await self._checked(str(tokens.get("id_token", "")), tokens.get("access_token"), question, now)

    def _credentials(self) -> httpx.BasicAuth:
        # RFC 6749, 2.3.1: both are form-encoded before they are joined.
        return httpx.BasicAuth(quote(self.client_id, safe=""), quote(self.client_secret, safe=""))

    async def _checked(self, token: str, access_token: object, question: Question, now: datetime) -> str:
        decoded = await self._decoded(token)
        options: Any = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self.client_id},
        }
        expected = {"nonce": question.nonce, "client_id": self.client_id, "access_token": access_token}
        try:
            claims = CodeIDToken(decoded.claims, decoded.header, options, expected)
            claims.validate(int(now.timestamp()), LEEWAY_SECONDS)
        except JoseError as wrong:
            raise TokenRefusedError(type(wrong).__name__) from None
        if not (isinstance(claims["sub"], str) and claims["sub"]):
            raise TokenRefusedError("sub")
        return str(claims["sub"])

    async def _decoded(self, token: str) -> jwt.Token:
        """Checked against the keys that are known, or once more against newer ones: providers change them."""
        await self._known()
        for last in (False, True):
            try:
                assert self._keys
                return jwt.decode(token, self._keys, algorithms=ALGORITHMS)
            except (JoseError, ValueError) as wrong:
                if last or time.monotonic() - self._asked_at < ASK_AGAIN_SECONDS:
                    raise TokenRefusedError(type(wrong).__name__) from None
                await self._look()
        raise AssertionError

    async def _known(self) -> Mapping[str, Any]:
        if self._keys is None or time.monotonic() - self._asked_at > KEEP_SECONDS:
            await self._look()
        return self._metadata

    async def _look(self) -> None:
        metadata = _object(await _ask("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"))
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if metadata.get("issuer") != self.issuer or not all(metadata.get(name) for name in needed):
            raise ProviderDownError("configuration")
        try:
            self._keys = KeySet.import_key_set(_object(await _ask("GET", metadata["jwks_uri"])))  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError):
            raise ProviderDownError("keys") from None
        self._metadata, self._asked_at = metadata, time.monotonic()


def provider_of(settings: Settings) -> IdentityProvider | None:
    """The provider that the settings name, if they do."""
    if not (settings.identity_issuer and settings.identity_client_id and settings.identity_client_secret):
        return None
    secret = settings.identity_client_secret.get_secret_value()
    return IdentityProvider(settings.identity_issuer, settings.identity_client_id, secret)


def _extended(address: str, fields: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(fields)}"


async def _ask(method: str, address: str, **sent: Any) -> httpx.Response:
    try:
        async with httpx.AsyncClient(timeout=WAIT_SECONDS) as client:
            return await client.request(method, address, **sent)
    except httpx.HTTPError as wrong:
        raise ProviderDownError(type(wrong).__name__) from None


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    if answer.status_code != 200 or not isinstance(found, dict):
        raise ProviderDownError("answer")
    return found

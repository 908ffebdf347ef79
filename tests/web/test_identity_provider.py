"""What an identity provider says is believed only when everything about it fits."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from bot.web import identity_provider
from bot.web.identity_provider import IdentityProvider, ProviderDownError, Question, TokenRefusedError
from tests.web.conftest import serving

pytestmark = pytest.mark.service

QUESTION = Question("the-nonce", "the-verifier", "https://hafan.example/sign-in/organisation/return")
KEY, STRANGER = RSAKey.generate_key(2048, {"kid": "one"}), RSAKey.generate_key(2048, {"kid": "one"})
CLIENT, SECRET = "hafan", "of nobody, but long enough for a signature"


@dataclass
class Forger:
    """A provider that says whatever a test wants it to."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    without: set[str] = field(default_factory=set)
    key: Any = field(default_factory=lambda: KEY)
    algorithm: str = "RS256"
    published: list[Any] = field(default_factory=lambda: [KEY])
    status: int = 200
    issuer: str | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)

    def token(self) -> str:
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "sub": "somebody", "nonce": QUESTION.nonce}
        claims |= {"iat": now, "exp": now + 300} | self.claims
        kept: dict[str, Any] = {name: claims[name] for name in claims if name not in self.without}
        header = {"alg": self.algorithm, "kid": "one"}
        return jwt.encode(header, kept, self.key, algorithms=[self.algorithm])

    async def configuration(self, _request: Request) -> HTTPResponse:
        at = self.address
        return json(
            {
                "issuer": self.issuer or at,
                "authorization_endpoint": f"{at}/authorize",
                "token_endpoint": f"{at}/token",
                "jwks_uri": f"{at}/keys",
            },
            status=self.status,
        )

    async def keys(self, _request: Request) -> HTTPResponse:
        return json({"keys": [key.as_dict(private=False) for key in self.published]})

    async def tokens(self, request: Request) -> HTTPResponse:
        self.asked.append({name: request.form.get(name) for name in request.form})  # type: ignore[union-attr]
        return json({"id_token": self.token(), "access_token": "x", "token_type": "Bearer"})


@pytest.fixture
async def forger() -> AsyncIterator[Forger]:
    made = Forger()
    app: Sanic[Any, Any] = Sanic(f"forger-{uuid4().hex[:8]}", configure_logging=False)
    app.config.update(ACCESS_LOG=False, AUTO_EXTEND=False, MOTD=False, TOUCHUP=False)
    app.add_route(made.configuration, "/.well-known/openid-configuration")
    app.add_route(made.keys, "/keys")
    app.add_route(made.tokens, "/token", methods=["POST"])
    async with serving(app) as made.address:
        yield made


async def subject(forger: Forger, provider: IdentityProvider | None = None) -> str:
    provider = provider or IdentityProvider(forger.address, CLIENT, SECRET)
    return await provider.subject("a-code", QUESTION, datetime.now(UTC))


async def test_a_token_that_fits_names_somebody(forger: Forger) -> None:
    assert await subject(forger) == "somebody"
    [form] = forger.asked
    assert form["code_verifier"] == QUESTION.verifier
    assert form["redirect_uri"] == QUESTION.return_address


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "somebody-else"},
        {"aud": ["hafan", "another"], "azp": "another"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"exp": int(time.time()) - 120},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"nbf": int(time.time()) + 3600},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
    ],
)
async def test_a_claim_that_does_not_fit_is_refused(forger: Forger, claims: dict[str, Any]) -> None:
    forger.claims = claims
    forger.without = {name for name, value in claims.items() if value is None}
    with pytest.raises(TokenRefusedError):
        await subject(forger)


async def test_a_token_of_another_key_is_refused(forger: Forger) -> None:
    forger.key = STRANGER
    with pytest.raises(TokenRefusedError):
        await subject(forger)


async def test_a_token_signed_with_the_shared_secret_is_refused(forger: Forger) -> None:
    forger.key, forger.algorithm = OctKey.import_key(SECRET), "HS256"
    with pytest.raises(TokenRefusedError):
        await subject(forger)


async def test_new_keys_are_asked_for_but_not_at_every_forged_token(
    forger: Forger, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = IdentityProvider(forger.address, CLIENT, SECRET)
    await subject(forger, provider)
    newer = RSAKey.generate_key(2048, {"kid": "one"})
    forger.key, forger.published = newer, [newer]
    with pytest.raises(TokenRefusedError):
        await subject(forger, provider)
    monkeypatch.setattr(identity_provider, "ASK_AGAIN_SECONDS", 0)
    assert await subject(forger, provider) == "somebody"


async def test_a_provider_that_calls_itself_something_else_is_not_used(forger: Forger) -> None:
    forger.issuer = "https://evil.example"
    with pytest.raises(ProviderDownError):
        await subject(forger)


async def test_a_provider_in_trouble_is_told_apart_from_a_refusal(forger: Forger) -> None:
    forger.status = 503
    with pytest.raises(ProviderDownError):
        await subject(forger)

"""Telephone numbers as people write them."""

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_BRITAIN = 44
# Set aside for drama, so that no library knows them as anybody's: the demo's and the tests'.
_INVENTED = "+447700900"


class NumberError(ValueError):
    """That is not a whole telephone number."""

    reason = "number_wrong"


class ForeignNumberError(NumberError):
    """A number of another country: texts to it may not arrive, and cost more."""

    reason = "number_foreign"


class NotMobileError(NumberError):
    """A number that cannot get texts."""

    reason = "number_not_mobile"


def read_number(written: str) -> str | None:
    """A number in E.164, read as British where it has no country; None when nothing was written."""
    return _written(_parsed(written)) if written else None


def read_mobile(written: str) -> str:
    """A British mobile number in E.164; raises NumberError, ForeignNumberError or NotMobileError."""
    number = _parsed(written)
    if number.country_code != _BRITAIN:
        raise ForeignNumberError
    kind, whole = phonenumbers.number_type(number), _written(number)
    if kind not in _MOBILE and not whole.startswith(_INVENTED):
        raise NotMobileError if kind is not PhoneNumberType.UNKNOWN else NumberError
    return whole


def _parsed(written: str) -> PhoneNumber:
    try:
        number = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        raise NumberError from None
    if not phonenumbers.is_possible_number(number):
        raise NumberError
    return number


def _written(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)

"""Telephone numbers as people write them."""

import phonenumbers


class NumberError(ValueError):
    """That is not a whole telephone number."""


def read_number(written: str) -> str | None:
    """A number in E.164, read as British where it has no country; None when nothing was written."""
    if not written:
        return None
    try:
        number = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        raise NumberError from None
    if not phonenumbers.is_possible_number(number):
        raise NumberError
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

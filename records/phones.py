"""Phone numbers as people write them, turned into the one spelling that networks understand (E.164).

Only numbers that can get an SMS pass; every refusal is one plain Slovenian sentence.
"""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType, ValidationResult

REGION = "SI"
OUR_CODE, OUR_DIGITS = 386, 8  # digits after the leading zero; shorter ones are emergency and special numbers

_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
_PARSE_FAULTS = {
    NumberParseException.INVALID_COUNTRY_CODE: "ima neznano klicno številko države",
    NumberParseException.NOT_A_NUMBER: "ni telefonska številka",
    NumberParseException.TOO_SHORT_AFTER_IDD: "je prekratka",
    NumberParseException.TOO_SHORT_NSN: "je prekratka",
    NumberParseException.TOO_LONG: "je predolga",
}
_LENGTH_FAULTS = {
    ValidationResult.TOO_SHORT: "je prekratka",
    ValidationResult.TOO_LONG: "je predolga",
    ValidationResult.INVALID_LENGTH: "ima napačno število števk",
}


class BadPhone(ValueError):
    """The text is not a number that an SMS can be sent to; the message says why, in Slovenian."""


def e164(text: str) -> str:
    """The number as +38640123456. Raises BadPhone for landlines, short numbers and whatever is not a number."""
    shown = " ".join(text.split())
    digits = re.sub(r"[^\d+]", "", shown.replace("(0)", ""))
    if not digits.startswith("+") and len(digits) <= 6:
        kind = "je kratka številka, na katero ni mogoče poslati SMS" if 3 <= len(digits) <= 4 else "je prekratka"
        raise BadPhone(f"številka {shown} {kind}")
    try:
        number = phonenumbers.parse(_international(digits), REGION)
    except NumberParseException as error:
        raise BadPhone(f"številka {shown} {_PARSE_FAULTS[error.error_type]}") from error
    _refuse(number, shown)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(value: str) -> str:
    """The number as people in Slovenia read it: 040 123 456; foreign ones in international form."""
    try:
        number = phonenumbers.parse(value, None)
    except NumberParseException:
        return value
    is_ours = number.country_code == OUR_CODE
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if is_ours else form.INTERNATIONAL)


def _international(digits: str) -> str:
    """Mends the three spellings that a spreadsheet makes: no plus, no leading zero, both."""
    if digits.startswith(("+", "0")):
        return digits
    if digits.startswith("386") and len(digits) >= 11:
        return f"+{digits}"
    return f"0{digits}" if len(digits) <= 8 else f"+{digits}"


def _refuse(number: phonenumbers.PhoneNumber, shown: str) -> None:
    length = phonenumbers.is_possible_number_with_reason(number)
    if length in _LENGTH_FAULTS:
        raise BadPhone(f"številka {shown} {_LENGTH_FAULTS[length]}")
    if number.country_code == OUR_CODE and len(str(number.national_number)) < OUR_DIGITS:
        raise BadPhone(f"številka {shown} je prekratka")
    if not phonenumbers.is_valid_number(number):
        raise BadPhone(f"številka {shown} ne obstaja v številskem načrtu")
    if phonenumbers.number_type(number) not in _MOBILE:
        raise BadPhone(f"številka {shown} ni mobilna, zato nanjo ni mogoče poslati SMS")

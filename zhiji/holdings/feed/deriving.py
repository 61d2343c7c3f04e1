"""The closed table of functions a mapping may name in ``derive``: SQL over one text. Mappings are data and run no code."""

from collections.abc import Mapping

DERIVED: Mapping[str, str] = {
    # 930705 → 1993-07-05; also with a time behind it
    "yymmdd": "strftime(try_strptime('19' || left({0}, 6), '%Y%m%d'), '%Y-%m-%d')",
    "digits_only": "regexp_replace({0}, '[^0-9]', '', 'g')",
    "last4": "right({0}, 4)",
    "upper": "upper({0})",
    "absolute": "ltrim({0}, '+-')",
}

"""Segments in words: the house's own ones, the traits and measures a sign may name, a sign as a sentence."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiji.insight.explorer import words
from zhiji.insight.explorer.dimensions import DIMENSIONS, Rules
from zhiji.insight.measures import MEASURES
from zhiji.insight.segments import NUMBERS, Sign

PRESETS = {
    "higher_value": (_("Higher value"), _("Much with us, in several products.")),
    "to_cultivate": (_("To cultivate"), _("Little with us so far, but money comes in.")),
    "to_keep": (_("To keep"), _("A good tier and a long relation.")),
    "bears_a_rise": (_("Bears a rise in price"), _("Could pay more for a better product.")),
    "may_order": (_("May buy more"), _("Money comes in and few products are held.")),
    "can_be_expected": (_("Can be expected to come"), _("A young relation that grows.")),
    "longer_value": (_("Longer-term value"), _("Worth attention and favourable terms.")),
    "about_to_stop": (_("About to stop"), _("Money leaves, visits cease, the tier is watched.")),
}
OPERATORS = {">=": _("at least"), "<=": _("at most"), "=": pgettext_lazy("compared", "is")}
OTHERS = {"tier": _("Tier"), "short": _("Months on end below the tier"), "years": _("Years of relation")}


def name_of(name: str) -> str:
    """A measure or trait in words."""
    if name in MEASURES:
        return words.measure_name(name)
    return str(OTHERS.get(name) or DIMENSIONS[name].label)


def fields() -> list[tuple[str, str]]:
    """Everything a sign may name: measures and numbers, then traits."""
    return [(name, name_of(name)) for name in dict.fromkeys([*NUMBERS, *DIMENSIONS])]


def value_words(sign: Sign, value: object, rules: Rules) -> str:
    """A value of what the sign names, as people write it; ``–`` where there is no figure."""
    if value is None:
        return "–"
    if sign.name == "tier":
        return words.tier_word(int(str(value)), rules.tiers)
    if sign.name in DIMENSIONS and sign.name not in NUMBERS:
        known = DIMENSIONS[sign.name].codes
        codes = list(known(rules)) if known else [str(value)]
        return dict(zip(codes, words.labels(sign.name, codes, rules.tiers), strict=True)).get(
            str(value), str(value)
        )
    money = sign.name in MEASURES and MEASURES[sign.name].unit == "money"
    return words.number(int(str(value)) / 100 if money else int(str(value)))


def sentence(sign: Sign, rules: Rules) -> str:
    """A sign in words: Assets under management at least 500,000."""
    return f"{name_of(sign.name)} {OPERATORS[sign.operator]} {value_words(sign, sign.value, rules)}"

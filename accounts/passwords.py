"""A password nobody can guess from where it is used."""

import re

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

from accounts.models import Unit

OUR_WORDS = ("yingkou", "liaoning", "gaoxin", "guanweihui", "gongbao", "mima", "koulin", "password", "admin")


class LengthValidator(MinimumLengthValidator):
    """Say in Chinese that a password 口令 is too short: Django's own sentence is not translated."""

    def get_error_message(self):
        return f"口令太短，至少要 {self.min_length} 个字符。请换一个。"


class OurWordsValidator:
    """Refuse a password 口令 that is little more than the name of the place, of a unit, or of the thing itself."""

    LEFT_OVER = 6

    def validate(self, password, user=None):
        letters = re.sub(r"[\W\d_]", "", password.lower())
        for word in (*OUR_WORDS, *self.unit_names()):
            if word in letters and len(letters) - len(word) < self.LEFT_OVER:
                raise ValidationError(
                    "口令里有地名、单位名或常用词，容易被猜到。请换一个。", code="our_words"
                )

    def unit_names(self):
        names = Unit.objects.values_list("name", "short_name")
        return {re.sub(r"[\W\d_]", "", name.lower()) for row in names for name in row}

    def get_help_text(self):
        return "不能用地名、单位名或常用词加几个数字。"

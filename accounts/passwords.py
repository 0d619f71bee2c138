"""A password nobody can guess from where it is used."""

import itertools
import re

from django.contrib.auth import password_validation as django
from django.core.exceptions import ValidationError

from accounts.models import Unit

OUR_WORDS = (
    "yingkou",
    "liaoning",
    "gaoxin",
    "guanweihui",
    "gongbao",
    "tongji",
    "zhengfu",
    "zhongguo",
    "yanshi",
)
WEAK_WORDS = (
    *("mima", "koulin", "password", "passwd", "admin", "root", "user", "test", "guest", "welcome", "login"),
    *("woaini", "aini", "iloveyou", "nihao", "wode", "woshi", "laopo", "laogong", "baobao", "mama", "baba"),
    *(
        "qwer",
        "asdf",
        "zxcv",
        "qaz",
        "wsx",
        "abc",
        "abcd",
        "aaa",
        "zzz",
        "xxx",
        "china",
        "beijing",
        "shenyang",
    ),
    *(
        "wang",
        "zhang",
        "liu",
        "chen",
        "yang",
        "zhao",
        "huang",
        "zhou",
        "sun",
        "gao",
        "lin",
        "guo",
        "song",
        "li",
    ),
    *(
        "密码",
        "口令",
        "我爱你",
        "我爱",
        "你好",
        "管理员",
        "中国",
        "营口",
        "辽宁",
        "高新区",
        "管委会",
        "单位",
        "高新",
        "企业",
    ),
)
"""What people here type first: words for a password, keys side by side, endearments, the commonest surnames."""


class LengthValidator(django.MinimumLengthValidator):
    """Say in our word 口令 what Django says otherwise."""

    def get_error_message(self):
        return f"口令太短，至少要{self.min_length}个字符。请换一个。"


class CommonValidator(django.CommonPasswordValidator):
    def get_error_message(self):
        return "这个口令太常见，容易被猜到。请换一个。"


class SimilarityValidator(django.UserAttributeSimilarityValidator):
    def get_error_message(self):
        return "口令和%(verbose_name)s太像，容易被猜到。请换一个。"


class LettersValidator:
    """Refuse digits and signs alone, and a few letters said again and again: 5201314, gxq2019gxq2019."""

    FEWEST = 5

    def validate(self, password, user=None):
        if len(set(letters(password))) < self.FEWEST:
            raise ValidationError(
                f"口令里不同的字母或汉字太少，至少要{self.FEWEST}个不同的。请换一个。", code="few_letters"
            )

    def get_help_text(self):
        return f"至少要有{self.FEWEST}个不同的字母或汉字。"


LOOKALIKES = str.maketrans("01345789@$!", "oieasbgqasi")
"""Digits and signs that stand for letters: P@ssw0rd."""


def letters(password: str) -> str:
    return re.sub(r"[\W\d_]", "", password.lower())


class OurWordsValidator:
    """Refuse a password 口令 that is little more than the name of the place, of a unit, or of the thing itself."""

    LEFT_OVER = 6

    def validate(self, password, user=None):
        readings = letters(password), letters(password.lower().translate(LOOKALIKES))
        words = (*OUR_WORDS, *WEAK_WORDS, *self.unit_names())
        for word, said in itertools.product(words, readings):
            if word in said and len(said) - len(word) < self.LEFT_OVER:
                raise ValidationError(
                    "口令里有地名、单位名或常用词，容易被猜到。请换一个。", code="our_words"
                )

    def unit_names(self):
        names = Unit.objects.values_list("name", "short_name")
        return {letters(name) for row in names for name in row}

    def get_help_text(self):
        return "不能用地名、单位名或常用词加几个数字。"

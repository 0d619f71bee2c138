from django.apps import AppConfig
from django.forms import ChoiceField, Field, ModelChoiceField


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "单位与账号"

    def ready(self):
        """Let every form say in our voice what is missing: to be written, or to be chosen."""
        Field.default_error_messages["required"] = "请填写。"
        for chosen in (ChoiceField, ModelChoiceField):
            chosen.default_error_messages = chosen.default_error_messages | {"required": "请选择。"}

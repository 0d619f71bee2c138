"""Forms of a supervision order: what it says."""

from django import forms

from accounts import clock
from accounts.asking import DAY, TOO_LONG
from accounts.models import Unit
from tasks.models import Supervision

LONG = {"max_length": TOO_LONG}


class OrderForm(forms.ModelForm):
    rv = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Supervision
        fields = ["level", "unit", "matter", "due_on"]
        widgets = {"due_on": DAY, "matter": forms.Textarea(attrs={"rows": 5})}
        error_messages = {"matter": LONG}
        help_texts = {"matter": "一事一单：哪里不够、要做什么、做到什么程度。"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rv"].initial = self.instance.rv
        self.fields["unit"].queryset = Unit.objects.open_on(clock.today()).exclude(kind="COLLECTIVE")

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < clock.today():
            raise forms.ValidationError("办结期限已经过了，请填今天或以后的日期。")
        return day

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

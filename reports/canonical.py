"""A frozen tree of dataclasses ↔ the plain values that JSON holds. Knows no field by name."""

import dataclasses
import datetime as dt
import functools
import types
import typing
from decimal import Decimal


def plain(value):
    """Return what JSON holds of `value`; a field at its default is left out, so that older texts come back to the byte."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if not dataclasses.is_dataclass(value):
        return value.isoformat()
    held = ((name, default, getattr(value, name)) for name, default in defaults(type(value)).items())
    return {name: said for name, default, said in held if said != default}


def typed(kind, value):
    """Return `value` from JSON as the annotated type says."""
    if isinstance(kind, types.UnionType):
        kind = next(arm for arm in kind.__args__ if arm is not types.NoneType)
        return None if value is None else typed(kind, value)
    if typing.get_origin(kind) is tuple:
        return tuple(typed(kind.__args__[0], each) for each in value)
    if dataclasses.is_dataclass(kind):
        types_of = hints(kind)
        return kind(**{name: typed(types_of[name], each) for name, each in value.items()})
    if kind in (dt.date, dt.datetime):
        return kind.fromisoformat(value)
    return kind(value)


@functools.cache
def defaults(kind) -> dict:
    """Return {field: its default}; nothing equals the default of a field that has none."""
    return {field.name: field.default for field in dataclasses.fields(kind)}


@functools.cache
def hints(kind) -> dict:
    return typing.get_type_hints(kind)

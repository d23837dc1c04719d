from typing import Optional
import os, sys


class Stock(object):
    """Was da ist: 'é'"""

    def __init__(self, items: Optional[dict] = None, *, limit=10) -> None:
        self.items = items or {"a": 1, "b": 2}
        self.limit = limit

    async def take(self, name, count=1):
        if not (name in self.items):
            raise KeyError(f"no {name!r}")
        return {
            k: v - count
            for k, v in self.items.items()
            if k == name and v > count and len(self.items) < self.limit
        }


@property
def a():
    return lambda x: x**2

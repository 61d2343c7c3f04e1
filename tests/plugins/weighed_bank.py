"""A bank whose files the principle board has weighed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from plugins.small_bank import Bank

from zhiji.insight.principles import clock
from zhiji.insight.principles.looks.board import PrincipleBoard, read_board


@pytest.fixture
def bank(db: None, settings: Any, tmp_path: Any) -> Iterator[Bank]:
    settings.ZHIJI_HOME, settings.LANGUAGE_CODE = tmp_path, "en"
    yield Bank()


def tonight(days: int = 0) -> None:
    """Weigh the files, in the night so many days from now."""
    clock.catch_up(timezone.now() + timedelta(days=days))


def board(by: Any) -> PrincipleBoard:
    return read_board(by=by)


def line(found: PrincipleBoard, unit: Any) -> Any:
    return next(one for one in found.lines if one.unit == unit.pk)


def some(bank: Bank, many: int, unit: Any, **more: Any) -> list[Any]:
    """So many files of a unit, kept by a manager of that unit."""
    manager = bank.rm01 if unit == bank.west else bank.rm03
    return [bank.file(manager=manager, unit=unit, **more) for _ in range(many)]

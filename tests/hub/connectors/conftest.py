"""The other sides of connectors. A shop takes seconds to open, and serves all tests of a process."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from own_shop import Shop, a_shop


@pytest.fixture(scope="session")
def open_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Shop]]:
    """Gives the shop, which opens when it is first asked for."""
    with ExitStack() as stack:
        opened: list[Shop] = []

        def one() -> Shop:
            if not opened:
                opened.append(stack.enter_context(a_shop(tmp_path_factory.mktemp("shop"))))
            return opened[0]

        yield one


@pytest.fixture
def shop(open_shop: Callable[[], Shop]) -> Iterator[Shop]:
    """The shop, which behaves well until it is told otherwise."""
    made = open_shop()
    made.behave()
    yield made
    made.behave()

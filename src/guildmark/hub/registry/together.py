"""Work that costs little more for many than for one: whoever finds it busy waits, and all that wait go together."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Asked[T, R]:
    items: Sequence[T]
    answers: Sequence[R] | None = None
    error: BaseException | None = None
    leads: bool = False
    woken: threading.Event = field(default_factory=threading.Event)

    @property
    def done(self) -> bool:
        return self.answers is not None or self.error is not None


class Together[T, R]:
    """Does `work` for many callers at once, in their order.

    The caller that comes first works; those that come meanwhile wait, and one of them works for all of them next. So a
    caller waits for one piece of work that is going on, and its own: nobody works for others for ever, and no thread
    stands by.
    """

    def __init__(self, work: Callable[[Sequence[T]], Sequence[R]], most: int) -> None:
        """`work` gives an answer for each item; it gets `most` items at once, more only where one caller asks so."""
        self._work, self._most = work, most
        self._lock = threading.Lock()
        self._waiting: deque[_Asked[T, R]] = deque()
        self._busy = False

    def ask(self, items: Sequence[T]) -> Sequence[R]:
        """The answers to some items. Errors: what `work` raises for these items alone."""
        mine: _Asked[T, R] = _Asked(items)
        with self._lock:
            self._waiting.append(mine)
            mine.leads, self._busy = not self._busy, True
        if not mine.leads:
            mine.woken.wait()
        if mine.leads:
            self._lead()
        if mine.error is not None:
            raise mine.error
        assert mine.answers is not None
        return mine.answers

    def _lead(self) -> None:
        """Work once for all that wait, the caller's own items first among them; then let the next one lead."""
        with self._lock:
            batch = [self._waiting.popleft()]
            size = len(batch[0].items)
            while self._waiting and size + len(self._waiting[0].items) <= self._most:
                batch.append(self._waiting.popleft())
                size += len(batch[-1].items)
        try:
            self._answer(batch)
        finally:
            with self._lock:
                following = self._waiting[0] if self._waiting else None
                self._busy = following is not None
            if following is not None:
                following.leads = True
                following.woken.set()

    def _answer(self, batch: Sequence[_Asked[T, R]]) -> None:
        try:
            answers = self._work([item for one in batch for item in one.items])
            start = 0
            for one in batch:
                one.answers = answers[start : start + len(one.items)]
                start += len(one.items)
        except BaseException as error:  # told to whom it belongs, whatever it is
            if len(batch) == 1:
                batch[0].error = error
            else:
                logger.exception("work for %d callers failed; each is worked for alone", len(batch))
                for one in batch:
                    self._answer([one])
        finally:
            for one in batch:
                if one.done:
                    one.woken.set()

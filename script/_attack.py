"""Attack a fresh demo over HTTP, a line for each attack; 1 where anything works unseen or could not be tried."""

import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from types import FrameType

from _attacks.demo import Demo, DemoError, fresh_demo
from _attacks.outcomes import BLOCKED, INVISIBLE, NOT_TRIED, VISIBLE, CouldNotTry, Outcome, Worked
from _attacks.scene import Scene
from _attacks.table import ATTACKS, Attack


def main(wanted: Sequence[str]) -> int:
    """The exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    chosen = [attack for attack in ATTACKS if not wanted or any(word in attack.name for word in wanted)]
    try:
        with fresh_demo() as demo:
            return attack_all(demo, chosen)
    except DemoError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
    return 1


def attack_all(demo: Demo, attacks: Sequence[Attack]) -> int:
    """Run them in order, and sum up."""
    scene, started, kinds = Scene(demo), time.monotonic(), Counter[str]()
    bad = False
    for attack in attacks:
        outcome = attempt(attack, scene)
        kinds[outcome.kind] += 1
        bad = bad or not outcome.is_well
        print(f"{attack.name:<76} {outcome}", flush=True)
    said = ", ".join(f"{kinds[kind]} {kind}" for kind in (BLOCKED, VISIBLE, INVISIBLE, NOT_TRIED))
    print(f"\n{len(attacks)} attacks in {time.monotonic() - started:.0f} seconds: {said}.")
    return int(bad)


def attempt(attack: Attack, scene: Scene) -> Outcome:
    """What came of one; whatever it stumbles over leaves the others their turn."""
    try:
        return attack.run(scene)
    except Worked as worked:
        return Outcome(INVISIBLE, str(worked))
    except CouldNotTry as reason:
        return Outcome(NOT_TRIED, str(reason))
    except Exception as error:  # noqa: BLE001 - any fault of ours means that nothing is known.
        return Outcome(NOT_TRIED, f"{type(error).__name__}: {error}")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Runs the clients of all platforms, or of those that are named: `python -m official_clients [PLATFORM…]`. One that fails does not keep
the others from running."""

import importlib
import logging
import sys
import traceback

PLATFORMS = ["meta", "google", "tiktok", "linkedin", "twitter", "snapchat"]


def main(names):
    unknown = set(names) - set(PLATFORMS)
    if unknown:
        raise SystemExit(f"no client for {', '.join(sorted(unknown))}; there are {', '.join(PLATFORMS)}")
    failed = []
    for name in names or PLATFORMS:
        try:
            importlib.import_module(f".{name}", __package__).run()
        except Exception:
            traceback.print_exc()
            failed.append(name)
    if failed:
        raise SystemExit(f"not as it is: {', '.join(failed)}")


# what is refused on purpose is no news; some clients would write it out
logging.disable(logging.CRITICAL)
main(sys.argv[1:])

"""python -m bench NAME [options]: run one measurement; without a name, list them."""

import importlib
import os
import pkgutil
import sys

import django

import bench


def main() -> int:
    """Run the measurement that is named first and return its exit code."""
    modules = (module.name for module in pkgutil.iter_modules(bench.__path__))
    names = sorted(name for name in modules if not name.startswith("_"))
    if len(sys.argv) < 2 or sys.argv[1] not in names:
        print(f"usage: python -m bench {{{','.join(names)}}} [--help]", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    return importlib.import_module(f"bench.{sys.argv[1]}").main(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())

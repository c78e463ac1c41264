"""Writes infra/containers.json, which the deployment creates containers from: `make containers`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chatkit_core.bootstrap import find_use_cases
from chatkit_core.data import CORE_CONTAINERS, Container
from chatkit_core.provision import indexing_policy

FILE = Path(__file__).resolve().parents[1] / "infra" / "containers.json"


def as_json(containers: Sequence[Container]) -> list[dict[str, Any]]:
    """What the deployment needs to know of each; `expires`: its documents may be given a time."""
    return [
        {
            "name": container.name,
            "partitionKey": f"/{container.partition_key}",
            "expires": container.ttl is not None,
            "indexingPolicy": indexing_policy(container),
        }
        for container in containers
    ]


def written(containers: Sequence[Container]) -> str:
    return json.dumps(as_json(containers), indent=2) + "\n"


def main() -> int:
    own = [container for use_case in find_use_cases() for container in use_case.containers]
    FILE.write_text(written([*CORE_CONTAINERS, *own]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

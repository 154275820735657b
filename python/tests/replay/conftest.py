from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .servers import Node, Redis, Stores, opened


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stores") / "replay.db"


@pytest.fixture(scope="session")
def stores(sqlite: Path) -> Iterator[Stores]:
    with opened(sqlite) as stores:
        yield stores


@pytest.fixture(scope="session")
def node(sqlite: Path, stores: Stores) -> Iterator[Node]:
    node = Node(sqlite)
    yield node
    node.close()


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(tmp_path)
    yield server
    server.stop()

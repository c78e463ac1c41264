"""Resetting the demo data: what was returned can be returned again, and old returns stay."""

from __future__ import annotations

from pathlib import Path

from chatkit_core.bootstrap import build_services, find_use_cases
from chatkit_core.config import Settings
from chatkit_core.headless import Conversation
from chatkit_core.session import RequestContext
from usecases.retail.seed import reset


async def test_a_reset_undoes_what_people_returned_and_nothing_else(tmp_path: Path) -> None:
    services = await build_services(Settings(data_dir=tmp_path), find_use_cases())
    before = await services.documents.query("returns", "CUST-1001", limit=100)
    one = Conversation(services.servers["retail"], RequestContext(persona="CUST-1001"), services)
    for line in (
        "/click retail.start",
        '/click retail.select_items {"items": ["PROD-002"]}',
        '/click retail.choose_reason {"reason": "DAMAGED"}',
        '/click retail.choose_resolution {"resolution": "EXCHANGE"}',
        '/click retail.choose_shipping {"method": "DROP_OFF"}',
    ):
        await one.send(line)
    assert (await one.send("/click retail.confirm"))["session"]["return_id"]
    await reset(services.documents, services.servers["retail"].service.today())
    after = await services.documents.query("returns", "CUST-1001", limit=100)
    assert [d["id"] for d in after.documents] == [d["id"] for d in before.documents]
    again = Conversation(services.servers["retail"], one.context, services)
    offered = (await again.send("/click retail.start"))["session"]["displayed_orders"]
    assert [item["product_id"] for item in offered[0]["items"]] == ["PROD-001", "PROD-002"]
    await services.close()

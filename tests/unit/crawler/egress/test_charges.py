"""What browsers open is on their host's account."""

from redis import Redis

from crawler.egress.charges import Charges
from crawler.limits import Limits
from imagesearch.pacing.shared import SharedPace
from tests.broker import free_port


async def test_connection_pushes_the_next_turn_of_its_host_away(redis_url: str):
    with Redis.from_url(redis_url) as client:
        client.flushall()
    pace = SharedPace(redis_url)
    charges = Charges(Limits(["127.0.0.1:80"]), pace)
    for _ in range(8):
        await charges.charge("shop.example")
        await charges.charge("127.0.0.1")
    waits = [
        (await pace.ask(host, token="a", delay_seconds=1, concurrency=1, lost_after_seconds=1)).wait_seconds
        for host in ("shop.example", "127.0.0.1")
    ]
    assert waits[0] > 0
    assert waits[1] == 0
    await pace.close()


async def test_connection_without_redis_is_not_charged():
    pace = SharedPace(f"redis://127.0.0.1:{free_port()}/0")
    await Charges(Limits([]), pace).charge("shop.example")
    await pace.close()

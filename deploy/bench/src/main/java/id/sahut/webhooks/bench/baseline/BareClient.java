package id.sahut.webhooks.bench.baseline;

import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.load.Payload;
import id.sahut.webhooks.common.id.DeliveryId;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/// Signs and POSTs as fast as it goes, so many at once, and does nothing else: no Kafka, no limits,
/// no deadline of its own, no record of anything. Confined to its thread.
final class BareClient {

    private static final int BODIES = 1_000;
    private static final Fleet ANY = Fleet.ofOneEach("bare", BODIES);

    private final Poster poster;
    private final int endpoints;
    private final byte[][] bodies;

    BareClient(Poster poster, int endpoints, InstantSource clock) {
        this.poster = poster;
        this.endpoints = endpoints;
        this.bodies =
                IntStream.range(0, BODIES)
                        .mapToObj(it -> Payload.of(ANY.workspace(it), it, clock.instant()))
                        .toArray(byte[][]::new);
    }

    void run(int concurrency, long count) throws InterruptedException {
        System.out.println("ready");
        var room = new Semaphore(concurrency);
        for (long number = 0; number < count; number++) {
            room.acquire();
            int body = (int) (number % BODIES);
            var _ =
                    poster.post((int) (number % endpoints), id(number), bodies[body])
                            .whenComplete((answer, failure) -> {
                                room.release();
                                if (failure != null) {
                                    System.err.println(failure);
                                }
                            });
        }
        room.acquire(concurrency);
        Thread.currentThread().join(); // killed when its processor time has been read
    }

    private static DeliveryId id(long number) {
        var hex = HexFormat.of();
        return new DeliveryId(
                "dlv_"
                        + hex.toHexDigits(number * 0x9E3779B97F4A7C15L)
                        + hex.toHexDigits(number + 1));
    }
}

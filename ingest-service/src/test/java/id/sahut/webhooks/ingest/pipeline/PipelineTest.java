package id.sahut.webhooks.ingest.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PipelineTest {

    private final AtomicLong skippedNanos = new AtomicLong();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private volatile boolean isAway;
    private final Pipeline pipeline =
            new Pipeline(
                    this::reader,
                    () -> System.nanoTime() + skippedNanos.get(),
                    Duration.ofMinutes(1));

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void whoAsksWithinASecondIsToldTheSame() throws PipelineUnknown {
        PipelineState first = pipeline.look();

        assertThat(pipeline.look()).isSameAs(first);
        pass(Duration.ofSeconds(2));
        assertThat(pipeline.look()).isNotSameAs(first);
        assertThat(opened.get()).isEqualTo(1);
    }

    @Test
    void whatWasKnownBeforeAFailureIsNotToldAfterIt() throws PipelineUnknown {
        var _ = pipeline.look();
        pass(Duration.ofSeconds(2));
        isAway = true;

        for (int failures = 1; failures <= 3; failures++) {
            assertThatThrownBy(pipeline::look).isInstanceOf(PipelineUnknown.class);
            assertThat(closed.get()).isEqualTo(failures);
        }

        isAway = false;
        assertThat(pipeline.look().problems()).isEmpty();
        assertThat(opened.get()).isEqualTo(4);
    }

    @Test
    void whatNobodyAsksForIsLetGoAfterAWhile() throws PipelineUnknown {
        try (var brief = new Pipeline(this::reader, System::nanoTime, Duration.ofMillis(50))) {
            PipelineState first = brief.look();
            await().until(() -> closed.get() == 1);

            assertThat(brief.look()).isNotSameAs(first);
            assertThat(opened.get()).isEqualTo(2);
        }
    }

    @Test
    void onceItIsClosedNothingIsOpened() {
        pipeline.close();

        assertThatThrownBy(pipeline::look).isInstanceOf(PipelineUnknown.class);
        assertThat(opened.get()).isZero();
    }

    private void pass(Duration time) {
        skippedNanos.addAndGet(time.toNanos());
    }

    private Pipeline.Reader reader() {
        opened.incrementAndGet();
        return new Pipeline.Reader() {
            @Override
            public PipelineState read() throws PipelineUnknown {
                if (isAway) {
                    throw new PipelineUnknown("Kafka is away");
                }
                return new PipelineState(
                        Instant.EPOCH,
                        new PipelineState.Flow(0, new TreeMap<>(), Duration.ofSeconds(30)),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of());
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
    }
}

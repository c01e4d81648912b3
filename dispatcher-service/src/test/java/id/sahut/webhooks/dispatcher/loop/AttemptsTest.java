package id.sahut.webhooks.dispatcher.loop;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.kafka.Written;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.dispatcher.attempt.AttemptLimits;
import id.sahut.webhooks.dispatcher.attempt.JvmSettings;
import id.sahut.webhooks.dispatcher.attempt.Lookup;
import id.sahut.webhooks.dispatcher.attempt.WebhookClient;
import id.sahut.webhooks.dispatcher.lane.LaneLimits;
import id.sahut.webhooks.dispatcher.lane.Lanes;
import id.sahut.webhooks.dispatcher.lane.Source;
import id.sahut.webhooks.dispatcher.progress.PartitionProgress;
import id.sahut.webhooks.dispatcher.verdict.Judge;
import id.sahut.webhooks.dispatcher.verdict.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of deliveries whose webhook is not known.
final class AttemptsTest {

    static {
        JvmSettings.apply();
    }

    private static final Instant NOW = Instant.parse("2024-03-15T08:30:00Z");
    private static final WebhookId WEBHOOK = new WebhookId("wh_1");
    private static final TopicPartition PARTITION = new TopicPartition("deliveries", 0);

    private final ConsumerGroupMetadata member =
            new MockConsumer<byte[], byte[]>("earliest").groupMetadata();
    private long nanos = 7;
    private final Random random = new Random(1);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DispatcherMeters meters = new DispatcherMeters(registry);
    private final Assignment assignment = new Assignment(100);
    private final ArrayDeque<Batch> handedOver = new ArrayDeque<>();
    private final Outcomes outcomes =
            new Outcomes(assignment, handedOver::add, meters, () -> nanos, Duration.ofMillis(1));
    private final Lanes<Work> lanes =
            new Lanes<>(
                    new LaneLimits(100, 10, 4, 50, 100, 1 << 20, Duration.ofSeconds(5)),
                    () -> nanos);
    private final Judge judge = new Judge(RetryTiers.parse("5s,30s"), Duration.ofDays(3));
    private final WebhookClient client;
    private final Attempts attempts;
    private boolean allAreKnown;
    private long nextOffset;

    AttemptsTest() throws Exception {
        assignment.add(PARTITION, PartitionProgress.resume(0, ""));
        var endpoints =
                new Endpoints(
                        _ -> Optional.empty(),
                        () -> allAreKnown,
                        SecretBox.of(SecretBox.newKey(random), random),
                        AddressRules.publicOnly(),
                        "test");
        this.client =
                new WebhookClient(
                        AttemptLimits.defaults(),
                        AddressRules.publicOnly(),
                        SSLContext.getDefault(),
                        Lookup.system(),
                        () -> nanos,
                        registry);
        this.attempts =
                new Attempts(
                        lanes,
                        endpoints,
                        client,
                        judge,
                        assignment,
                        outcomes,
                        new Deferrals(judge, endpoints, outcomes, meters, () -> NOW),
                        meters,
                        _ -> {},
                        () -> NOW,
                        () -> nanos);
    }

    @AfterEach
    void stop() {
        client.close();
    }

    @Test
    void aDeliveryWithoutAWebhookIsNotCancelledWhileWebhooksMayBeMissing() {
        assertThat(endOf(delivery().deferred(NOW)))
                .isInstanceOfSatisfying(
                        Ending.SetAside.class,
                        it -> assertThat(it.verdict()).isInstanceOf(Verdict.Parked.class));
        assertThat(
                        registry.get("sahut.deliveries.deferred")
                                .tag("reason", "unknown")
                                .counter()
                                .count())
                .isEqualTo(1);
    }

    @Test
    void itIsCancelledOnceAllWebhooksAreKnownAndItHasWaitedOnce() {
        allAreKnown = true;

        assertThat(endOf(delivery())).isInstanceOf(Ending.SetAside.class);
        assertThat(endOf(delivery().deferred(NOW)))
                .isInstanceOfSatisfying(
                        Ending.Attempted.class,
                        it -> assertThat(it.attempt().outcome()).isEqualTo("cancelled"));
    }

    private Ending endOf(Delivery delivery) {
        long offset = nextOffset++;
        assignment.arrived(PARTITION, offset);
        var work = new Work(delivery, assignment.place(PARTITION, offset));
        lanes.offer(WEBHOOK, Source.FRESH, work, work.bytes());
        attempts.startSome(1, 100);
        nanos += Duration.ofSeconds(1).toNanos();
        outcomes.writeIfDue(member);
        Batch batch = handedOver.remove();
        outcomes.written(batch, Written.COMMITTED);
        assertThat(batch.endings()).hasSize(1);
        return batch.endings().getFirst();
    }

    private Delivery delivery() {
        return new Delivery(
                WEBHOOK,
                new DeliveryId("dlv_1"),
                new EventId("evt_1"),
                Optional.empty(),
                Optional.empty(),
                0,
                NOW,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new byte[10]);
    }
}

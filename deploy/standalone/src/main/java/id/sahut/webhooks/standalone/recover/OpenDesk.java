package id.sahut.webhooks.standalone.recover;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.id.NewIds;
import id.sahut.webhooks.common.id.RecoveryId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.ops.Meters;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookView;
import id.sahut.webhooks.ingest.recover.Recoveries;
import id.sahut.webhooks.ingest.recover.Recovering;
import id.sahut.webhooks.ingest.recover.Recovery;
import id.sahut.webhooks.ingest.recover.RecoveryDesk;
import id.sahut.webhooks.ingest.write.PromptWriter;
import id.sahut.webhooks.standalone.command.ClusterOptions;
import id.sahut.webhooks.standalone.command.CommandFailure;
import id.sahut.webhooks.standalone.command.Waiting;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;

/// The webhooks and their recoveries, as Kafka has them. Confined to the main thread.
final class OpenDesk implements AutoCloseable {

    /// Kafka is asked for every webhook and every recovery there is first.
    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    private static final Duration WRITE_LIMIT = Duration.ofSeconds(10);
    private static final long LOOK_AGAIN_MS = 20;

    private final Producer<byte[], byte[]> producer;
    private final WebhookView webhooks;
    private final RecoveryDesk desk;

    private OpenDesk(Producer<byte[], byte[]> producer, WebhookView webhooks, RecoveryDesk desk) {
        this.producer = producer;
        this.webhooks = webhooks;
        this.desk = desk;
    }

    /// Returns when all that there is is known.
    ///
    /// @param waiting says what is waited for
    static OpenDesk open(Settings settings, Function<Settings, Waiting> waiting)
            throws InterruptedException {
        KafkaClients kafka = ClusterOptions.clients(settings);
        var meters = Meters.forProcess();
        var clock = Clock.systemUTC();
        var topics = settings.topics();
        var producer = kafka.promptProducer(WRITE_LIMIT);
        var opened =
                new OpenDesk(
                        producer,
                        WebhookView.follow(
                                kafka,
                                topics.webhooks(),
                                settings.catalogue(),
                                "sahut",
                                meters,
                                System::nanoTime),
                        RecoveryDesk.follow(
                                new RecoveryDesk.Wiring(
                                        kafka,
                                        topics,
                                        new PromptWriter(producer, WRITE_LIMIT, System::nanoTime),
                                        new NewIds(clock, new SecureRandom()),
                                        clock,
                                        System::nanoTime,
                                        meters)));
        try (var _ = waiting.apply(settings)) {
            opened.await();
            return opened;
        } catch (CommandFailure | InterruptedException e) {
            opened.close();
            throw e;
        }
    }

    Optional<Webhook> find(WebhookId id) {
        return webhooks.find(id);
    }

    Recovering begin(Webhook webhook, Recoveries.Wish wish) {
        return desk.begin(webhook, wish);
    }

    Recovering stop(Webhook webhook, RecoveryId id) {
        return desk.stop(webhook, id.value());
    }

    List<Recovery> of(Webhook webhook) {
        return desk.of(webhook).orElseThrow(OpenDesk::unread);
    }

    Optional<Recovery> find(Webhook webhook, RecoveryId id) {
        return of(webhook).stream().filter(it -> it.id().equals(id)).findFirst();
    }

    @Override
    public void close() {
        try (producer;
                webhooks) {
            desk.close();
        }
    }

    private void await() throws InterruptedException {
        long end = System.nanoTime() + CATCH_UP.toNanos();
        try {
            webhooks.caughtUp().get(CATCH_UP.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw unread();
        }
        while (!desk.isOpen()) {
            if (System.nanoTime() - end > 0) {
                throw unread();
            }
            Thread.sleep(LOOK_AGAIN_MS);
        }
    }

    private static CommandFailure unread() {
        return new CommandFailure(
                "the webhooks and their recoveries could not be read from Kafka within %d s; nothing was changed"
                        .formatted(CATCH_UP.toSeconds()));
    }
}

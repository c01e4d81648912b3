package id.sahut.webhooks.standalone.deliveries;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.ReadBackWriter;
import id.sahut.webhooks.common.ops.Meters;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookView;
import id.sahut.webhooks.ingest.history.RecordedDelivery;
import id.sahut.webhooks.ingest.payload.Payloads;
import id.sahut.webhooks.ingest.redrive.Redrive;
import id.sahut.webhooks.ingest.redrive.Resending;
import id.sahut.webhooks.ingest.registry.Webhooks;
import id.sahut.webhooks.ingest.write.PromptWriter;
import id.sahut.webhooks.standalone.command.ClusterOptions;
import id.sahut.webhooks.standalone.command.CommandFailure;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sends a delivery again as the API does it, through Kafka alone. Stateless.
final class ResendDoor {

    /// Kafka is asked for every webhook there is first.
    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    private static final Duration WRITE_LIMIT = Duration.ofSeconds(10);

    private ResendDoor() {}

    /// @return empty when its webhook is deleted
    static Optional<Resending> resend(Settings settings, RecordedDelivery delivery) {
        KafkaClients kafka = ClusterOptions.clients(settings);
        var random = new SecureRandom();
        var clock = Clock.systemUTC();
        var topics = settings.topics();
        var meters = Meters.forProcess();
        try (var producer = kafka.promptProducer(WRITE_LIMIT);
                var view =
                        WebhookView.follow(
                                kafka,
                                topics.webhooks(),
                                settings.catalogue(),
                                "sahut",
                                meters,
                                System::nanoTime);
                var payloads =
                        Payloads.open(
                                new Payloads.Wiring(kafka, topics, System::nanoTime, meters))) {
            var writer = new PromptWriter(producer, WRITE_LIMIT, System::nanoTime);
            var webhooks =
                    new Webhooks(
                            new Webhooks.Wiring(
                                    topics,
                                    view,
                                    new ReadBackWriter(producer, view::hasRead),
                                    writer,
                                    settings.catalogue(),
                                    settings.addressRules(),
                                    settings.secretBox(random),
                                    settings.sahut().webhooks().maxPerWorkspace(),
                                    clock,
                                    random));
            var redrive =
                    new Redrive(
                            new Redrive.Wiring(topics, payloads, webhooks, writer, clock, meters));
            return find(view, delivery).map(it -> redrive.resend(it, delivery));
        }
    }

    private static Optional<Webhook> find(WebhookView view, RecordedDelivery delivery) {
        try {
            view.caughtUp().get(CATCH_UP.toSeconds(), TimeUnit.SECONDS);
            return view.find(delivery.webhook());
        } catch (ExecutionException | TimeoutException e) {
            throw new CommandFailure(
                    "the webhooks could not be read from Kafka within %d s; nothing was sent"
                            .formatted(CATCH_UP.toSeconds()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted; nothing was sent", e);
        }
    }
}

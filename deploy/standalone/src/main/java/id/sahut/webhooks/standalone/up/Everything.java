package id.sahut.webhooks.standalone.up;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.Meters;
import id.sahut.webhooks.common.ops.RunningService;
import id.sahut.webhooks.common.topics.TopicApply;
import id.sahut.webhooks.common.topics.TopicPlan;
import id.sahut.webhooks.dispatcher.DispatcherService;
import id.sahut.webhooks.embeddedkafka.EmbeddedKafka;
import id.sahut.webhooks.ingest.IngestService;
import id.sahut.webhooks.scheduler.SchedulerService;
import id.sahut.webhooks.standalone.command.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/// Kafka and all services in this process. Safe for any thread.
///
/// It starts what others need first, and stops in the reverse order: the API and the fan-out, then
/// the dispatcher, which lets its POSTs end, then the scheduler, then Kafka.
final class Everything implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_MS = 20;

    /// A name that no group and no transaction has.
    private static final String NOBODY = "sahut.up.nobody";

    private final Health health = new Health();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private String bootstrapServers = "";
    private int httpPort;

    private Everything() {}

    /// Returns when all of it is ready.
    static Everything start(
            UpOptions options, Map<String, String> environment, LongSupplier nanoTime)
            throws InterruptedException {
        var folder = DataDir.open(options.dataDir());
        // Bad settings and a taken port are told before anything starts.
        var _ = options.settings(folder, UpOptions.HOST + ":1", environment);
        requireFree(options.httpPort().number());
        var everything = new Everything();
        try {
            everything.startAll(options, folder, environment, nanoTime);
            everything.awaitReady(nanoTime);
            return everything;
        } catch (RuntimeException | InterruptedException e) {
            everything.close();
            throw e;
        }
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    int httpPort() {
        return httpPort;
    }

    /// Completes, exceptionally, when one of the parts has failed.
    CompletableFuture<Void> failure() {
        return failure;
    }

    /// Closes all of them, also when one can't be.
    @Override
    public synchronized void close() {
        IllegalStateException failures = new IllegalStateException("a part can't be closed");
        for (AutoCloseable part = parts.pollFirst(); part != null; part = parts.pollFirst()) {
            try {
                part.close();
            } catch (Exception e) {
                failures.addSuppressed(e);
            }
        }
        if (failures.getSuppressed().length > 0) {
            throw failures;
        }
    }

    private void startAll(
            UpOptions options,
            DataDir folder,
            Map<String, String> environment,
            LongSupplier nanoTime) {
        var kafka =
                EmbeddedKafka.start(
                        new EmbeddedKafka.Options(
                                folder.kafka(), UpOptions.HOST, options.kafkaPort().number()));
        parts.addFirst(kafka);
        watch(kafka.failure());
        bootstrapServers = kafka.bootstrapServers();

        Settings settings = options.settings(folder, bootstrapServers, environment);
        var clients = new KafkaClients(settings.kafka(), Optional.empty());
        var coordinators = starting(() -> askForCoordinators(clients));
        TopicApply.apply(clients, TopicPlan.of(settings.topics(), settings.tiers()), nanoTime);
        var _ = coordinators.join();

        var meters = Meters.forProcess();
        // Each waits for Kafka most of the time, so they start side by side.
        var scheduler = starting(() -> SchedulerService.start(settings, meters, health));
        var dispatcher = starting(() -> DispatcherService.start(settings, meters, health));
        var ingest = starting(() -> IngestService.start(settings, meters, health));
        var others = CompletableFuture.allOf(scheduler, dispatcher, ingest);
        var _ = others.exceptionally(_ -> null).join();
        started(scheduler).ifPresent(this::add);
        started(dispatcher).ifPresent(this::add);
        started(ingest).ifPresent(this::add);
        httpPort = result(others.thenCompose(_ -> ingest)).port();
    }

    /// A new Kafka makes its own topics, for groups and transactions, when somebody first asks for
    /// one: that goes on while ours are made.
    ///
    /// @return whether both are there
    private static boolean askForCoordinators(KafkaClients clients) {
        try (var admin = clients.admin()) {
            var group = admin.describeConsumerGroups(List.of(NOBODY)).all();
            var transaction = admin.describeTransactions(List.of(NOBODY)).all();
            return isNotFound(group) && isNotFound(transaction);
        }
    }

    private static boolean isNotFound(KafkaFuture<?> nobody) {
        try {
            var _ = nobody.get();
            return true;
        } catch (ExecutionException e) {
            return e.getCause() instanceof GroupIdNotFoundException
                    || e.getCause() instanceof TransactionalIdNotFoundException;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static <T> CompletableFuture<T> starting(Supplier<T> start) {
        return CompletableFuture.supplyAsync(
                start, work -> Thread.ofPlatform().name("start").start(work));
    }

    private static <T> Optional<T> started(CompletableFuture<T> service) {
        return service.isCompletedExceptionally() ? Optional.empty() : Optional.of(service.join());
    }

    /// The result, or what went wrong as it was thrown.
    private static <T> T result(CompletableFuture<T> service) {
        try {
            return service.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void add(RunningService service) {
        parts.addFirst(service);
        watch(service.failure());
    }

    private void watch(CompletableFuture<Void> part) {
        var _ =
                part.whenComplete((_, problem) -> {
                    if (problem != null) {
                        failure.completeExceptionally(problem);
                    }
                });
    }

    private void awaitReady(LongSupplier nanoTime) throws InterruptedException {
        long begin = nanoTime.getAsLong();
        while (!health.readiness().isWell()) {
            if (failure.isCompletedExceptionally()) {
                throw new CommandFailure("a part has failed: " + failure.exceptionNow());
            }
            if (nanoTime.getAsLong() - begin > READY_WITHIN.toNanos()) {
                throw new CommandFailure(
                        "not ready after %d s: %s"
                                .formatted(
                                        READY_WITHIN.toSeconds(), health.readiness().problems()));
            }
            Thread.sleep(LOOK_AGAIN_MS);
        }
    }

    private static void requireFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(UpOptions.HOST), port));
        } catch (IOException e) {
            throw new CommandFailure(
                    "port %d on %s is taken: stop what uses it, or choose another with --http-port"
                            .formatted(port, UpOptions.HOST),
                    e);
        }
    }
}

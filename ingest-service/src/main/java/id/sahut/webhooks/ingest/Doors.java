package id.sahut.webhooks.ingest;

import id.sahut.webhooks.common.ops.Health;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The service's doors as they were opened; they are closed in reverse, whatever fails. Safe for
/// any thread.
final class Doors implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Doors.class);

    private final Health health;
    private final Deque<Door> open = new ArrayDeque<>();
    private final List<CompletableFuture<Void>> failures = new ArrayList<>();

    private record Door(String name, AutoCloseable room) {}

    /// @param health learns how rooms are
    Doors(Health health) {
        this.health = health;
    }

    /// @param name for the log
    /// @return the room itself
    synchronized <T extends AutoCloseable> T add(String name, T room) {
        open.addFirst(new Door(name, room));
        return room;
    }

    /// The process can't do without a room when this completes, which it only does exceptionally.
    synchronized void needs(CompletableFuture<Void> failure) {
        failures.add(failure);
    }

    /// Of a room that follows a topic.
    ///
    /// @param problem empty when nobody need be sent elsewhere for it
    void watch(String name, BooleanSupplier isAlive, Supplier<Optional<String>> problem) {
        health.live(
                name,
                () ->
                        isAlive.getAsBoolean()
                                ? Optional.empty()
                                : Optional.of("is no longer followed"));
        health.ready(name, problem);
    }

    /// Completes, exceptionally, as soon as one of the rooms has failed that the process needs.
    synchronized CompletableFuture<Void> failure() {
        return CompletableFuture.anyOf(failures.toArray(CompletableFuture[]::new))
                .thenAccept(_ -> {});
    }

    /// The latest first. Doors that are closed already stay so.
    @Override
    public synchronized void close() {
        for (Door door = open.pollFirst(); door != null; door = open.pollFirst()) {
            try {
                door.room.close();
            } catch (Exception | Error e) {
                log.error("{} could not be closed in good order", door.name, e);
            }
        }
    }
}

package id.sahut.webhooks.standalone.demo;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.apikey.ApiKeys;
import id.sahut.webhooks.standalone.command.CommandFailure;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;

/// A workspace of the demo's own, with a key and webhooks, all of it gone when it is closed, unless
/// it is to be kept. Safe for any thread.
final class DemoWorkspace implements AutoCloseable {

    private static final Duration KEY_KNOWN_WITHIN = Duration.ofSeconds(15);
    private static final long LOOK_AGAIN_MS = 50;

    private final ApiKeys keys;
    private final ApiKeys.Created key;
    private final WebhooksApi api;
    private final List<String> webhooks = new ArrayList<>();
    private boolean closed;

    private DemoWorkspace(ApiKeys keys, ApiKeys.Created key, WebhooksApi api) {
        this.keys = keys;
        this.key = key;
        this.api = api;
    }

    static DemoWorkspace open(WorkspaceId id, ApiKeys keys, URI apiUrl, LongSupplier nanoTime)
            throws InterruptedException {
        ApiKeys.Created key = keys.create(id, "Sahut demo");
        var workspace = new DemoWorkspace(keys, key, new WebhooksApi(apiUrl, key.plain().reveal()));
        long begin = nanoTime.getAsLong();
        while (!workspace.api.knowsKey()) {
            if (nanoTime.getAsLong() - begin > KEY_KNOWN_WITHIN.toNanos()) {
                workspace.close();
                throw new CommandFailure(
                        "the API at %s does not know the key that was made in Kafka: do --api and --bootstrap belong together?"
                                .formatted(apiUrl));
            }
            Thread.sleep(LOOK_AGAIN_MS);
        }
        return workspace;
    }

    String keyHint() {
        return key.key().hint();
    }

    synchronized WebhooksApi.Registered register(String url, Endpoint endpoint)
            throws InterruptedException {
        var registered = api.register(url, endpoint.events());
        webhooks.add(registered.id());
        return registered;
    }

    /// Leaves everything as it is.
    ///
    /// @return the key
    synchronized String keep() {
        if (!closed) {
            closed = true;
            api.close();
        }
        return key.plain().reveal();
    }

    /// Takes away what can be taken away; what can't is left behind rather than hide the demo's
    /// end.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            for (String webhook : webhooks) {
                api.delete(webhook);
            }
        } catch (CommandFailure e) {
            webhooks.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            keys.revoke(key.key().id());
        } catch (KafkaException e) {
            webhooks.clear();
        }
        api.close();
    }
}

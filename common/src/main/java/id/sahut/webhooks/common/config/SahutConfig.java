package id.sahut.webhooks.common.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Every setting that begins with `sahut.`, with its default. Immutable.
///
/// One file serves all services, so each knows all keys. What a key is for, its unit and its range
/// is in `docs/configuration.md`; a test holds the two together.
@ConfigMapping(prefix = "sahut")
public interface SahutConfig {

    /// A name that is this process's alone and stays the same over restarts. With it a restarted
    /// process takes its partitions over at once; without it the cluster waits 10 s for the one
    /// that is gone.
    Optional<String> instanceId();

    /// Address ranges inside the network that deliveries may go to all the same.
    Optional<List<String>> allowedPrivateCidrs();

    /// Keys for the secrets at rest, comma-separated base64 of 32 bytes each: the first encrypts,
    /// all decrypt.
    Optional<SecretText> encryptionKey();

    Http http();

    Topics topics();

    Retry retry();

    Events events();

    Webhooks webhooks();

    ApiKeys apiKeys();

    RateLimits rateLimits();

    Dispatcher dispatcher();

    History history();

    Redrive redrive();

    interface Http {
        @WithDefault("0.0.0.0")
        String host();

        /// 0 takes any free port.
        @WithDefault("8080")
        @Between(min = "0", max = "65535")
        int port();

        /// The blocks that our own proxies are in, whose `X-Forwarded-For` is believed.
        Optional<List<String>> trustedProxies();
    }

    interface Topics {
        @WithDefault("sahut.")
        String prefix();
    }

    interface Retry {
        @WithDefault("5s,30s,2m,10m,30m")
        List<Duration> delays();
    }

    interface Events {
        @WithDefault("524288")
        @Between(min = "1024", max = "1048576")
        int maxBytes();

        /// A file that replaces the built-in event types.
        Optional<Path> catalogue();

        @WithDefault("1000000")
        @Between(min = "1000", max = "100000000")
        int maxIdempotencyKeys();
    }

    interface Webhooks {
        @WithDefault("100")
        @Between(min = "1", max = "100000")
        int maxPerWorkspace();
    }

    interface ApiKeys {
        @WithDefault("100")
        @Between(min = "1", max = "100000")
        int maxPerWorkspace();
    }

    /// Per minute, in one process.
    interface RateLimits {
        @WithDefault("60")
        @Between(min = "1", max = "1000000")
        int starter();

        @WithDefault("300")
        @Between(min = "1", max = "1000000")
        int pro();

        @WithDefault("1000")
        @Between(min = "1", max = "1000000")
        int business();

        @WithDefault("30")
        @Between(min = "1", max = "1000000")
        int wrongKeys();
    }

    interface Dispatcher {
        @WithDefault("2048")
        @Between(min = "1", max = "20000")
        int maxInFlight();

        @WithDefault("64")
        @Between(min = "1", max = "10000")
        int maxInFlightPerEndpoint();

        @WithDefault("4")
        @Between(min = "1", max = "10000")
        int maxInFlightSlowEndpoint();

        @WithDefault("8192")
        @Between(min = "1", max = "1000000")
        int maxQueued();

        @WithDefault("67108864")
        @Between(min = "2097152", max = "8589934592")
        long maxBufferedBytes();

        @WithDefault("5s")
        @Between(min = "10ms", max = "10m")
        Duration maxLaneWait();

        @WithDefault("50")
        @Between(min = "1", max = "100")
        int dueSharePercent();

        @WithDefault("10s")
        @Between(min = "100ms", max = "60s")
        Duration attemptTimeout();

        @WithDefault("100ms")
        @Between(min = "10ms", max = "1s")
        Duration outcomeInterval();

        @WithDefault("72h")
        @Between(min = "1s", max = "720h")
        Duration backlogMaxAge();

        @WithDefault("3s")
        @Between(min = "0s", max = "60s")
        Duration revokeGrace();
    }

    interface History {
        @WithDefault("true")
        boolean enabled();

        /// A file, or a PostgreSQL database.
        @WithDefault("jdbc:sqlite:data/history.db")
        String url();

        Optional<String> user();

        Optional<SecretText> password();

        @WithDefault("7d")
        @Between(min = "1h", max = "365d")
        Duration retention();
    }

    interface Redrive {
        /// Deliveries per second of one recovery.
        @WithDefault("50")
        @Between(min = "1", max = "10000")
        int rate();
    }
}

package id.sahut.webhooks.standalone.command;

import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.RecoveryId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.ingest.apikey.Plan;
import id.sahut.webhooks.ingest.history.DeliveryState;
import id.sahut.webhooks.ingest.history.StatusFilter;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Function;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/// Reads options as what they stand for, and says what is allowed when they are not. Stateless.
public final class Converters {

    private Converters() {}

    public static void addTo(CommandLine commands) {
        commands.registerConverter(Port.class, text -> read(text, Port::parse));
        commands.registerConverter(RetryTiers.class, text -> read(text, RetryTiers::parse));
        commands.registerConverter(WorkspaceId.class, text -> read(text, WorkspaceId::new));
        commands.registerConverter(ApiKeyId.class, text -> read(text, ApiKeyId::new));
        commands.registerConverter(WebhookId.class, text -> read(text, WebhookId::new));
        commands.registerConverter(DeliveryId.class, text -> read(text, DeliveryId::new));
        commands.registerConverter(RecoveryId.class, text -> read(text, RecoveryId::new));
        commands.registerConverter(EventId.class, text -> read(text, EventId::new));
        commands.registerConverter(DeliveryState.class, text -> read(text, Converters::state));
        commands.registerConverter(StatusFilter.class, text -> read(text, Converters::status));
        commands.registerConverter(Instant.class, text -> read(text, Converters::time));
        commands.registerConverter(Plan.class, text -> read(text, Converters::plan));
        commands.registerConverter(KafkaPrincipal.class, text -> read(text, Converters::principal));
        commands.registerConverter(URI.class, text -> read(text, Converters::httpUrl));
    }

    private static <T> T read(String text, Function<String, T> reading) {
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static Plan plan(String text) {
        return Plan.named(text)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "a plan is one of %s, not '%s'"
                                        .formatted(String.join(", ", Plan.texts()), text)));
    }

    /// It is printed in quotes, so that a shell takes it as it is.
    private static KafkaPrincipal principal(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1 || text.contains("'")) {
            throw new IllegalArgumentException(
                    "a principal is a type, a colon and a name without ', such as User:sahut, not '%s'"
                            .formatted(text));
        }
        return new KafkaPrincipal(text.substring(0, colon), text.substring(colon + 1));
    }

    private static DeliveryState state(String text) {
        return DeliveryState.labelled(text)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "a state is one of waiting, retrying, deferred, delivered, failed and"
                                        + " cancelled, not '%s'".formatted(text)));
    }

    private static StatusFilter status(String text) {
        return StatusFilter.parse(text)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "a status is %s, not '%s'".formatted(StatusFilter.ALLOWED, text)));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "a time is such as 2024-03-15T08:30:00Z, not '%s'".formatted(text), e);
        }
    }

    private static URI httpUrl(String text) {
        if (!text.matches("https?://[^/?#\\s]+/?")) {
            throw new IllegalArgumentException(
                    "an API's address is http:// or https:// and a host, such as http://127.0.0.1:8080, not '%s'"
                            .formatted(text));
        }
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }
}

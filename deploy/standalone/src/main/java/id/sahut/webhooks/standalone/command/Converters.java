package id.sahut.webhooks.standalone.command;

import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.ingest.apikey.Plan;
import java.net.URI;
import java.util.function.Function;
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
        commands.registerConverter(Plan.class, text -> read(text, Converters::plan));
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

    private static URI httpUrl(String text) {
        if (!text.matches("https?://[^/?#\\s]+/?")) {
            throw new IllegalArgumentException(
                    "an API's address is http:// or https:// and a host, such as http://127.0.0.1:8080, not '%s'"
                            .formatted(text));
        }
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }
}

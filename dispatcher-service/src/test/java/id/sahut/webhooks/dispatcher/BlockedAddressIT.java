package id.sahut.webhooks.dispatcher;

import static id.sahut.webhooks.dispatcher.Stage.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.dispatcher.names.Lookup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Webhooks that lead to what is inside, by a name or by a number: something listens there, on
/// 127.0.0.2, and nobody may ever connect to it. 127.0.0.1 stands for the outside.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlockedAddressIT {

    private static final Map<String, String[]> NAMES =
            Map.of(
                    "inside.example.com", new String[] {"127.0.0.2"},
                    "first.example.com", new String[] {"127.0.0.2", "127.0.0.1"},
                    "last.example.com", new String[] {"127.0.0.1", "127.0.0.2"},
                    "metadata.example.com", new String[] {"169.254.169.254"},
                    "six.example.com", new String[] {"127.0.0.1", "::1"});

    /// Of 127.0.0.2.
    private static final List<String> SPELLINGS =
            List.of(
                    "127.0.0.2",
                    "127.2",
                    "2130706434",
                    "0x7f000002",
                    "0177.0.0.2",
                    "127.0.0.002",
                    "127。0。0。2",
                    "[::ffff:127.0.0.2]",
                    "[::ffff:7f00:2]",
                    "[64:ff9b::7f00:2]");

    @TempDir private static Path folder;

    private Stage stage;
    private ServerSocketChannel inside;

    @BeforeAll
    void open() throws Exception {
        stage = Stage.in(folder);
        inside = ServerSocketChannel.open();
        inside.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0));
        inside.configureBlocking(false);
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
        inside.close();
    }

    @Test
    void whateverLeadsInsideIsRecordedAsBlockedAndNobodyConnects() throws Exception {
        var webhooks = new ArrayList<WebhookId>();
        Stream.concat(NAMES.keySet().stream(), SPELLINGS.stream())
                .flatMap(host ->
                        Stream.of("https", "http").map(it -> it + "://" + host + ":" + port()))
                .forEach(url -> webhooks.add(stage.register(stage.webhookAt(url, stage.newId()))));
        stage.start(Map.of("sahut.allowed-private-cidrs", "127.0.0.1/32"), names());

        webhooks.forEach(it -> stage.deliver(it, "{}"));

        for (WebhookId webhook : webhooks) {
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(stage.attempts(webhook))
                                    .extracting(AttemptRecord::outcome, AttemptRecord::next)
                                    .containsExactly(
                                            org.assertj.core.groups.Tuple.tuple(
                                                    "blocked", "retry")));
        }
        assertThat(inside.accept()).isNull();
    }

    private int port() {
        return inside.socket().getLocalPort();
    }

    private static Lookup names() {
        return host -> {
            String[] literals = NAMES.get(host);
            if (literals == null) {
                throw new UnknownHostException(host);
            }
            return Stream.of(literals).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
        };
    }
}

package id.sahut.webhooks.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestBodyTest {

    private static final int MAX_BYTES = 64 * 1024;
    private static final int BUDGET = 2 * MAX_BYTES;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final BodyBudget bodies = new BodyBudget(BUDGET, meters);
    private final BodyBudget.Share share = bodies.share();
    private final AtomicLong now = new AtomicLong();

    @Test
    void theLargestBodyIsReadWhole() throws IOException {
        var body = new byte[MAX_BYTES];

        assertThat(RequestBody.read(new ByteArrayInputStream(body), MAX_BYTES, () -> 0, share))
                .isInstanceOfSatisfying(
                        RequestBody.Whole.class, it -> assertThat(it.bytes()).isEqualTo(body));
    }

    @Test
    void oneByteMoreIsTooMuch() throws IOException {
        var body = new byte[MAX_BYTES + 1];

        assertThat(RequestBody.read(new ByteArrayInputStream(body), MAX_BYTES, () -> 0, share))
                .isEqualTo(new RequestBody.TooLarge());
    }

    @Test
    void aBodyThatDribblesIsGivenUp() throws IOException {
        var dribble =
                new ByteArrayInputStream(new byte[100]) {
                    @Override
                    public synchronized int read(byte[] into, int offset, int length) {
                        now.addAndGet(1_000_000_000);
                        return super.read(into, offset, 1);
                    }

                    @Override
                    public int read(byte[] into) {
                        return read(into, 0, 1);
                    }
                };

        assertThat(RequestBody.read(dribble, MAX_BYTES, now::get, share))
                .isEqualTo(new RequestBody.TooSlow());
    }

    @Test
    void aBodyThatFallsSilentWasTooSlow() throws IOException {
        assertThat(RequestBody.read(silentFor(30), MAX_BYTES, now::get, share))
                .isEqualTo(new RequestBody.TooSlow());
    }

    @Test
    void aBodyThatIsCutOffSoonWasNot() {
        assertThatThrownBy(() -> RequestBody.read(silentFor(1), MAX_BYTES, now::get, share))
                .isInstanceOf(IOException.class);
    }

    private InputStream silentFor(int seconds) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                now.addAndGet(seconds * 1_000_000_000L);
                throw new IOException("idle timeout expired");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return read();
            }
        };
    }

    @Test
    void bodiesThatTogetherAreTooLargeAreRefusedUntilOneIsDone() throws IOException {
        var other = bodies.share();
        other.take(BUDGET - 10);

        assertThat(read(11)).isEqualTo(new RequestBody.NoRoom());
        assertThat(meters.counter("sahut.http.bodies.refused").count()).isEqualTo(1);
        share.close();
        other.close();
        assertThat(read(11)).isInstanceOf(RequestBody.Whole.class);
        share.close();
        assertThat(meters.get("sahut.http.body.bytes").gauge().value()).isZero();
    }

    private RequestBody read(int bytes) throws IOException {
        var body = new ByteArrayInputStream(new byte[bytes]);
        return RequestBody.read(body, MAX_BYTES, () -> 0, share);
    }
}

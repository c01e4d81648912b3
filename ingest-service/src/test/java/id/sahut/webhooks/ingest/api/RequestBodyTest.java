package id.sahut.webhooks.ingest.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestBodyTest {

    @Test
    void theLargestBodyIsReadWhole() throws IOException {
        var body = new byte[RequestBody.MAX_BYTES];

        assertThat(RequestBody.read(new ByteArrayInputStream(body), RequestBody.MAX_BYTES, () -> 0))
                .isInstanceOfSatisfying(
                        RequestBody.Whole.class, it -> assertThat(it.bytes()).isEqualTo(body));
    }

    @Test
    void oneByteMoreIsTooMuch() throws IOException {
        var body = new byte[RequestBody.MAX_BYTES + 1];

        assertThat(RequestBody.read(new ByteArrayInputStream(body), RequestBody.MAX_BYTES, () -> 0))
                .isEqualTo(new RequestBody.TooLarge());
    }

    @Test
    void aBodyThatDribblesIsGivenUp() throws IOException {
        var now = new AtomicLong();
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

        assertThat(RequestBody.read(dribble, RequestBody.MAX_BYTES, now::get))
                .isEqualTo(new RequestBody.TooSlow());
    }
}

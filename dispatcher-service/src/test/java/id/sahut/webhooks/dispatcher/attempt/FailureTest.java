package id.sahut.webhooks.dispatcher.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class FailureTest {

    @Test
    void whatWeLackIsToldFromWhatTheEndpointDoes() {
        assertThat(Failure.isOurLack(new IOException(new InternalError("no more sockets"))))
                .isTrue();
        assertThat(Failure.isOurLack(new SocketException("Too many open files"))).isTrue();
        assertThat(Failure.isOurLack(new BindException("Cannot assign requested address")))
                .isTrue();
        assertThat(Failure.isOurLack(new SocketException("No buffer space available"))).isTrue();

        assertThat(Failure.isOurLack(new ConnectException("Connection refused"))).isFalse();
        assertThat(Failure.isOurLack(new SocketException("Connection reset"))).isFalse();
        assertThat(Failure.isOurLack(new IOException((String) null))).isFalse();
    }
}

package id.sahut.webhooks.dispatcher.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class FailureTest {

    private static final InetAddress V4 = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress V6 = InetAddress.ofLiteral("2001:db8::1");

    @Test
    void whatWeLackIsToldFromWhatTheEndpointDoes() {
        assertThat(isOurLack(new IOException(new InternalError("no more sockets")))).isTrue();
        assertThat(isOurLack(new SocketException("Too many open files"))).isTrue();
        assertThat(isOurLack(new BindException("Cannot assign requested address"))).isTrue();
        assertThat(isOurLack(new SocketException("No buffer space available"))).isTrue();

        assertThat(isOurLack(new ConnectException("Connection refused"))).isFalse();
        assertThat(isOurLack(new SocketException("Connection reset"))).isFalse();
        assertThat(isOurLack(new IOException((String) null))).isFalse();
    }

    @Test
    void anAddressOfAnotherFamilyThanOursIsNoLack() {
        assertThat(Failure.isOurLack(new ConnectException("Cannot assign requested address"), V6))
                .isFalse();
    }

    private static boolean isOurLack(Throwable thrown) {
        return Failure.isOurLack(thrown, V4);
    }
}

package id.sahut.webhooks.acceptance.receiver;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;

/// How an endpoint may treat who has just sent it a request. Safe for any thread.
public enum Rudeness {
    HEADERS_BYTE_BY_BYTE {
        @Override
        void treat(Socket connection, Pause pause) throws IOException, InterruptedException {
            slowly(connection, "HTTP/1.1 200 OK\r\nX-Long: " + "a".repeat(100), pause);
        }
    },
    BODY_BYTE_BY_BYTE {
        @Override
        void treat(Socket connection, Pause pause) throws IOException, InterruptedException {
            write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
            slowly(connection, "a".repeat(100), pause);
        }
    },
    A_GIGABYTE_OF_BODY {
        @Override
        void treat(Socket connection, Pause pause) throws IOException {
            write(connection, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(GIGABYTE));
            repeat(connection, "a".repeat(1_000), GIGABYTE / 1_000);
        }
    },
    CHUNKS_WITHOUT_END {
        @Override
        void treat(Socket connection, Pause pause) throws IOException {
            write(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            repeat(connection, "4\r\naaaa\r\n", Long.MAX_VALUE);
        }
    },
    SHORTER_THAN_IT_SAYS {
        @Override
        void treat(Socket connection, Pause pause) throws IOException {
            write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
        }
    },
    LONGER_THAN_IT_SAYS {
        @Override
        void treat(Socket connection, Pause pause) throws IOException, InterruptedException {
            write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdefghi");
            pause.during(Duration.ofSeconds(1));
        }
    },
    A_THOUSAND_INTERIM_ANSWERS {
        @Override
        void treat(Socket connection, Pause pause) throws IOException, InterruptedException {
            repeat(connection, "HTTP/1.1 103 Early Hints\r\n\r\n", 1_000);
            write(connection, EMPTY_ANSWER);
            pause.during(Duration.ofSeconds(1));
        }
    },
    A_MEGABYTE_OF_HEADERS {
        @Override
        void treat(Socket connection, Pause pause) throws IOException {
            write(connection, "HTTP/1.1 200 OK\r\n");
            repeat(connection, "X-Long: " + "a".repeat(1_000) + "\r\n", 1_000);
            write(connection, "Content-Length: 0\r\n\r\n");
        }
    },
    NO_HTTP {
        @Override
        void treat(Socket connection, Pause pause) throws IOException, InterruptedException {
            write(connection, "SSH-2.0-OpenSSH_9.9\r\n");
            pause.during(Duration.ofSeconds(1));
        }
    },
    RESET_BEFORE_THE_ANSWER {
        @Override
        void treat(Socket connection, Pause pause) throws IOException {
            connection.setSoLinger(true, 0);
        }
    },
    RESET_IN_THE_ANSWER {
        @Override
        void treat(Socket connection, Pause pause) throws IOException, InterruptedException {
            write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
            pause.during(Duration.ofMillis(800));
            connection.setSoLinger(true, 0);
        }
    },
    RESET_AFTER_THE_ANSWER {
        @Override
        void treat(Socket connection, Pause pause) throws IOException, InterruptedException {
            write(connection, EMPTY_ANSWER);
            pause.during(Duration.ofMillis(800));
            connection.setSoLinger(true, 0);
        }
    },
    HALF_CLOSE_BEFORE_THE_ANSWER {
        @Override
        void treat(Socket connection, Pause pause) throws IOException, InterruptedException {
            connection.shutdownOutput();
            pause.during(Duration.ofSeconds(1));
        }
    },
    HALF_CLOSE_AFTER_THE_ANSWER {
        @Override
        void treat(Socket connection, Pause pause) throws IOException, InterruptedException {
            write(connection, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc");
            connection.shutdownOutput();
            pause.during(Duration.ofSeconds(8)); // a client on a busy machine reads it late
        }
    };

    private static final long GIGABYTE = 1_000_000_000;
    private static final String EMPTY_ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final Duration A_BYTE = Duration.ofSeconds(1);

    /// Waits, unless the receiver is being closed.
    @FunctionalInterface
    interface Pause {
        void during(Duration time) throws InterruptedException;
    }

    /// The connection is closed afterwards.
    abstract void treat(Socket connection, Pause pause) throws IOException, InterruptedException;

    private static void slowly(Socket connection, String text, Pause pause)
            throws IOException, InterruptedException {
        for (int next = 0; next < text.length(); next++) {
            write(connection, text.substring(next, next + 1));
            pause.during(A_BYTE);
        }
    }

    private static void repeat(Socket connection, String text, long times) throws IOException {
        byte[] bytes = text.getBytes(US_ASCII);
        OutputStream out = connection.getOutputStream();
        for (long time = 0; time < times; time++) {
            out.write(bytes);
        }
        out.flush();
    }

    private static void write(Socket connection, String text) throws IOException {
        OutputStream out = connection.getOutputStream();
        out.write(text.getBytes(US_ASCII));
        out.flush();
    }
}

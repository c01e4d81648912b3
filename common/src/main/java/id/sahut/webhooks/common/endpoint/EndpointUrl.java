package id.sahut.webhooks.common.endpoint;

import id.sahut.webhooks.common.endpoint.EndpointCheck.Accepted;
import id.sahut.webhooks.common.endpoint.EndpointCheck.Reason;
import id.sahut.webhooks.common.endpoint.EndpointCheck.Refused;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// A URL that deliveries may be sent to: it has passed the one rule for endpoint addresses, and
/// only [#check] makes one. Immutable.
///
/// The normal form has scheme and host in lower case and the host in ASCII, without a dot at its
/// end; path and query stay as they were given, but for characters outside ASCII and `|`, `{`, `}`,
/// `^` and the backtick, which are percent-encoded as browsers do. Passing says nothing about where
/// a *name* leads: that is for [AddressRules] when it has been resolved.
public final class EndpointUrl {

    public static final int MAX_LENGTH = 2_048;

    /// What people write into a path or a query although RFC 3986 has them encoded.
    private static final String ENCODED_FOR_THEM = "|{}^`";

    private final URI uri;
    private final String host;
    private final int port;
    private final Optional<InetAddress> literal;

    private EndpointUrl(URI uri, String host, int port, Optional<InetAddress> literal) {
        this.uri = uri;
        this.host = host;
        this.port = port;
        this.literal = literal;
    }

    /// Applies the rule to a text as a customer gave it, or as it was stored.
    public static EndpointCheck check(String text, AddressRules rules) {
        try {
            return new Accepted(parse(text, rules));
        } catch (RefusedException refused) {
            return new Refused(refused.reason());
        }
    }

    /// The URL to call, in its normal form.
    public URI uri() {
        return uri;
    }

    /// The host in lower-case ASCII; an IPv6 address is without its brackets.
    public String host() {
        return host;
    }

    /// The port to connect to, also when the URL doesn't name one.
    public int port() {
        return port;
    }

    /// Whether the connection is encrypted.
    public boolean secure() {
        return uri.getScheme().equals("https");
    }

    /// The address, where the host is one and not a name.
    public Optional<InetAddress> literal() {
        return literal;
    }

    private static EndpointUrl parse(String text, AddressRules rules) throws RefusedException {
        checkCharacters(text);
        String scheme = scheme(text);
        String rest = text.substring(scheme.length() + 3);
        int end = authorityEnd(rest);
        String authority = rest.substring(0, end);
        if (authority.indexOf('@') >= 0) {
            throw new RefusedException(Reason.USER_INFO);
        }
        int colon = authority.startsWith("[") ? afterBrackets(authority) : authority.indexOf(':');
        Host host = Host.parse(colon < 0 ? authority : authority.substring(0, colon), rules);
        boolean secure = scheme.equals("https");
        if (!secure && !host.privateAllowed()) {
            throw new RefusedException(Reason.SCHEME);
        }
        String portText = colon < 0 ? "" : authority.substring(colon);
        int port = portText.isEmpty() ? (secure ? 443 : 80) : port(portText);
        if (!host.privateAllowed() && !Ports.acceptable(port)) {
            throw new RefusedException(Reason.PORT);
        }
        URI uri = uri(scheme + "://" + host.inUrl() + portText + encoded(rest.substring(end)));
        if (!host.inUrl().equals(uri.getHost())) {
            throw new RefusedException(Reason.HOST);
        }
        return new EndpointUrl(uri, host.name(), port, host.literal());
    }

    private static void checkCharacters(String text) throws RefusedException {
        if (text.isEmpty()) {
            throw new RefusedException(Reason.EMPTY);
        }
        if (text.length() > MAX_LENGTH) {
            throw new RefusedException(Reason.TOO_LONG);
        }
        if (text.codePoints().anyMatch(EndpointUrl::whiteSpace)) {
            throw new RefusedException(Reason.WHITE_SPACE);
        }
        if (text.codePoints().anyMatch(EndpointUrl::invisible)) {
            throw new RefusedException(Reason.INVISIBLE);
        }
        if (text.indexOf('\\') >= 0) {
            throw new RefusedException(Reason.BACKSLASH);
        }
        if (text.indexOf('#') >= 0) {
            throw new RefusedException(Reason.FRAGMENT);
        }
    }

    private static boolean whiteSpace(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    private static boolean invisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    true;
            default -> false;
        };
    }

    private static String scheme(String text) throws RefusedException {
        int colon = text.indexOf("://");
        if (colon < 1 || !text.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*")) {
            throw new RefusedException(Reason.MALFORMED);
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new RefusedException(Reason.SCHEME);
        }
        return scheme;
    }

    private static int authorityEnd(String rest) {
        int end = 0;
        while (end < rest.length() && rest.charAt(end) != '/' && rest.charAt(end) != '?') {
            end++;
        }
        return end;
    }

    /// Where a port begins after `[…]`, or -1 when nothing follows.
    private static int afterBrackets(String authority) throws RefusedException {
        int after = authority.indexOf(']') + 1;
        if (after == 0 || (after < authority.length() && authority.charAt(after) != ':')) {
            throw new RefusedException(Reason.IP_SPELLING);
        }
        return after == authority.length() ? -1 : after;
    }

    private static int port(String withColon) throws RefusedException {
        if (!withColon.matches(":[1-9][0-9]{0,4}")) {
            throw new RefusedException(Reason.PORT_NUMBER);
        }
        int port = Integer.parseInt(withColon.substring(1));
        if (port > 65_535) {
            throw new RefusedException(Reason.PORT_NUMBER);
        }
        return port;
    }

    private static String encoded(String pathAndQuery) {
        if (pathAndQuery.chars().noneMatch(EndpointUrl::toBeEncoded)) {
            return pathAndQuery;
        }
        StringBuilder ascii = new StringBuilder(pathAndQuery.length() * 3);
        HexFormat hex = HexFormat.of().withUpperCase();
        for (byte b : pathAndQuery.getBytes(StandardCharsets.UTF_8)) {
            if (toBeEncoded(b & 0xff)) {
                ascii.append('%').append(hex.toHexDigits(b));
            } else {
                ascii.append((char) b);
            }
        }
        return ascii.toString();
    }

    private static boolean toBeEncoded(int character) {
        return character >= 0x80 || ENCODED_FOR_THEM.indexOf(character) >= 0;
    }

    private static URI uri(String normal) throws RefusedException {
        if (normal.length() > MAX_LENGTH) {
            throw new RefusedException(Reason.TOO_LONG);
        }
        try {
            return new URI(normal);
        } catch (URISyntaxException malformed) {
            throw new RefusedException(Reason.PATH);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EndpointUrl that && uri.equals(that.uri);
    }

    @Override
    public int hashCode() {
        return uri.hashCode();
    }

    /// The normal form, which is also what to store. Its path and query are the customer's secret.
    @Override
    public String toString() {
        return uri.toString();
    }
}

package id.sahut.webhooks.common.endpoint;

import id.sahut.webhooks.common.endpoint.EndpointCheck.Reason;
import java.net.IDN;
import java.net.InetAddress;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The host of an endpoint's URL, mapped to ASCII first and judged afterwards. Immutable.
///
/// The order matters: mapping can turn other scripts' digits and full stops into an IPv4 address.
record Host(String name, Optional<InetAddress> literal, boolean privateAllowed) {

    /// Names that are never public: RFC 6761, 6762, 7686, 8375, 9476, ICANN's `internal`, and what
    /// companies, clusters and home routers use. `example` is left out: documentation needs names
    /// that work in a form, and they lead nowhere.
    static final List<String> NEVER_PUBLIC =
            List.of(
                    "alt",
                    "arpa",
                    "corp",
                    "home",
                    "internal",
                    "intra",
                    "intranet",
                    "invalid",
                    "lan",
                    "local",
                    "localdomain",
                    "localhost",
                    "mail",
                    "onion",
                    "private",
                    "svc",
                    "test",
                    "workgroup");

    /// Mapped to something else by one edition of IDNA and kept by the next, so two programs may
    /// take one spelling for two different owners' names.
    private static final String MEANT_DIFFERENTLY = "ßẞς";

    private static final byte[] LOOPBACK_4 = {127, 0, 0, 1};
    private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    static Host parse(String text, AddressRules rules) throws RefusedException {
        if (text.startsWith("[")) {
            return v6(text, rules);
        }
        String ascii = ascii(text);
        Optional<byte[]> quad = Literals.parse4(ascii);
        if (quad.isPresent()) {
            return address(ascii, quad.get(), rules);
        }
        return name(withoutLastDot(ascii), rules);
    }

    /// `example.com.` is the same name. Sent as it is, it would be in the `Host` header and in no
    /// certificate.
    private static String withoutLastDot(String ascii) throws RefusedException {
        if (!ascii.endsWith(".")) {
            return ascii;
        }
        String name = ascii.substring(0, ascii.length() - 1);
        if (Literals.parse4(name).isPresent()) {
            throw new RefusedException(Reason.IP_SPELLING);
        }
        return name;
    }

    /// As it stands in a URL.
    String inUrl() {
        return name.indexOf(':') >= 0 ? "[" + name + "]" : name;
    }

    private static Host v6(String text, AddressRules rules) throws RefusedException {
        if (!text.endsWith("]")) {
            throw new RefusedException(Reason.IP_SPELLING);
        }
        String inside = text.substring(1, text.length() - 1).toLowerCase(Locale.ROOT);
        byte[] bytes =
                Literals.parse6(inside).orElseThrow(() -> new RefusedException(Reason.IP_SPELLING));
        return address(inside, bytes, rules);
    }

    private static Host address(String text, byte[] bytes, AddressRules rules)
            throws RefusedException {
        boolean isPublic = AddressRules.isPublic(bytes);
        if (!isPublic && !rules.allowsPrivate(bytes)) {
            throw new RefusedException(Reason.ADDRESS);
        }
        return new Host(text, Optional.of(Literals.address(bytes)), !isPublic);
    }

    private static Host name(String ascii, AddressRules rules) throws RefusedException {
        String[] labels = ascii.split("\\.", -1);
        if (ascii.length() > 253) {
            throw new RefusedException(Reason.HOST);
        }
        for (String label : labels) {
            if (!label.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
                    || (label.startsWith("xn--") && !Punycode.isCanonical(label))) {
                throw new RefusedException(Reason.HOST);
            }
        }
        if (ascii.equals("localhost")
                && (rules.allowsPrivate(LOOPBACK_4) || rules.allowsPrivate(LOOPBACK_6))) {
            return new Host(ascii, Optional.empty(), true);
        }
        String last = labels[labels.length - 1];
        if (last.startsWith("xn--") ? Punycode.hasDigit(last) : !last.matches("[a-z]{1,63}")) {
            // A number here makes it an odd spelling of an IPv4 address: no top-level domain has
            // digits, in any script.
            throw new RefusedException(Reason.IP_SPELLING);
        }
        if (labels.length == 1 || NEVER_PUBLIC.contains(last)) {
            throw new RefusedException(Reason.INTERNAL_NAME);
        }
        return new Host(ascii, Optional.empty(), false);
    }

    private static String ascii(String text) throws RefusedException {
        if (text.isEmpty()) {
            throw new RefusedException(Reason.MALFORMED);
        }
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text.toLowerCase(Locale.ROOT);
        }
        if (text.codePoints().anyMatch(c -> MEANT_DIFFERENTLY.indexOf(c) >= 0)) {
            throw new RefusedException(Reason.HOST);
        }
        String mapped =
                Normalizer.normalize(text, Normalizer.Form.NFKC)
                        .toLowerCase(Locale.ROOT)
                        .replace('\u3002', '.');
        try {
            return IDN.toASCII(mapped, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException notAName) {
            throw new RefusedException(Reason.HOST);
        }
    }
}

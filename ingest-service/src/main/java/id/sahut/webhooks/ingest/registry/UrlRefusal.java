package id.sahut.webhooks.ingest.registry;

import id.sahut.webhooks.common.endpoint.EndpointCheck.Reason;
import id.sahut.webhooks.common.endpoint.EndpointUrl;

/// Says to the customer which rule a URL breaks, and what is allowed. Stateless.
///
/// The rules are public; where a name leads, and which addresses are ours, is not: of an address
/// nothing is told but that it is not a public one.
final class UrlRefusal {

    private UrlRefusal() {}

    static String why(Reason reason) {
        return "url "
                + switch (reason) {
                    case EMPTY -> "must not be empty: give the https:// URL of a public server";
                    case TOO_LONG ->
                            "may have %d characters at most, percent-encoded as it is stored"
                                    .formatted(EndpointUrl.MAX_LENGTH);
                    case WHITE_SPACE ->
                            "must not have white space, neither around it nor in it: in path and"
                                    + " query a space is written %20";
                    case INVISIBLE -> "must not have control or invisible characters";
                    case BACKSLASH -> "must not have a backslash: write / instead, or %5C";
                    case MALFORMED ->
                            "must begin with https:// and a host, such as https://example.com/hook";
                    case PATH ->
                            "has a character in its path or query that must be percent-encoded (such"
                                    + " as < > \" [ ]), or a % without two hex digits after it";
                    case SCHEME -> "must begin with https://: no other scheme is allowed, nor http";
                    case USER_INFO -> "must not have a user name or password: no @ before the path";
                    case FRAGMENT -> "must not have a fragment: leave out the # and what follows";
                    case HOST ->
                            "has a host that is no host name: labels of 1 to 63 letters, digits and"
                                    + " hyphens, with a dot between them and no hyphen at their ends,"
                                    + " 253 characters in all; no _ and nothing percent-encoded";
                    case IP_SPELLING ->
                            "has a host that is neither a name nor an address as it should be"
                                    + " written: a name's last label has letters only, an IPv4"
                                    + " address is four numbers from 0 to 255 without leading zeros,"
                                    + " an IPv6 address stands in brackets, without a zone";
                    case INTERNAL_NAME ->
                            "has a host that is no public name: it needs a dot, and must not end in"
                                    + " what is never public, such as .local, .internal or"
                                    + " .localhost";
                    case ADDRESS ->
                            "must lead to a public server: its host is not a public address";
                    case PORT_NUMBER -> "has a port that is no number from 1 to 65535";
                    case PORT ->
                            "has a port that is not allowed: allowed are 443, and those from 1024 to"
                                    + " 65535 that no other well-known service uses; the API's"
                                    + " description lists the others";
                };
    }
}

package id.sahut.webhooks.common.endpoint;

import java.util.Locale;

/// What the rule for endpoint addresses says about one URL. Immutable.
///
/// The reason says which rule was broken, and no more: never where a name led or which addresses
/// the operator allows, so that nobody learns about our network by trying.
public sealed interface EndpointCheck {

    /// The URL may be called, in this form.
    record Accepted(EndpointUrl url) implements EndpointCheck {}

    /// The URL may not be called.
    record Refused(Reason reason) implements EndpointCheck {}

    /// What is wrong with a URL.
    enum Reason {
        /// Nothing at all.
        EMPTY,
        /// More than 2,048 characters.
        TOO_LONG,
        /// White space, also at the beginning or the end.
        WHITE_SPACE,
        /// A control character, or one that can't be seen.
        INVISIBLE,
        /// A backslash, which some programs take for a slash.
        BACKSLASH,
        /// Not of the form `https://host…`, or not a URL at all.
        MALFORMED,
        /// A character in path or query that has to be percent-encoded, or a `%` without two
        /// digits.
        PATH,
        /// Not https, nor http where that is allowed.
        SCHEME,
        /// A user name or password before the host.
        USER_INFO,
        /// A `#` and what follows.
        FRAGMENT,
        /// Not a host name: a character or a length that none has.
        HOST,
        /// An IP address in another than its canonical spelling, or a name that ends in a number.
        IP_SPELLING,
        /// A name without a dot, or under a suffix that is never public.
        INTERNAL_NAME,
        /// An IP address that is neither public nor allowed by the operator.
        ADDRESS,
        /// Not a port number.
        PORT_NUMBER,
        /// A port that is neither 443 nor above 1023, or one that belongs to another service.
        PORT;

        /// The name in logs and metrics, such as `internal_name`.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

package id.sahut.webhooks.acceptance.browser;

/// Words that would do something if a page took them for more than words: the console would tell of
/// it, or the request for `/xss`. Stateless.
final class Hostile {

    /// Leaves an attribute, a script, a style, a text area and a comment.
    static final String WORDS =
            "\"'></script></style></textarea>--><script>console.error(1)</script>"
                    + "<img src=/xss onerror=console.error(2)>";

    /// Of an API key's label, which has 100 characters at most.
    static final String LABEL = "\"'><img src=/xss onerror=console.error(3)>{{7*7}}${7*7}";

    /// Part of a path that a URL may have.
    static final String PATH = "/x';console.error(4)//";

    /// A place that is none of ours.
    static final String PLACE = "javascript:console.error(5)";

    private Hostile() {}
}

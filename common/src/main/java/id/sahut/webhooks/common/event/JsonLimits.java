package id.sahut.webhooks.common.event;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;

/// What JSON may be like, beside its size. Stateless.
///
/// Numbers and names may be as long as the whole: what has room in it is somebody's business. Only
/// the depth has a limit of its own, because it costs memory and receivers' parsers have one too.
public final class JsonLimits {

    /// Objects and arrays within each other.
    public static final int MAX_DEPTH = 500;

    private JsonLimits() {}

    /// The parser's own limits, so that only the depth can be exceeded.
    ///
    /// @param maxBytes of what is parsed
    public static StreamReadConstraints of(int maxBytes) {
        return StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(maxBytes)
                .maxNameLength(maxBytes)
                .maxStringLength(maxBytes)
                .build();
    }

    /// Makes parsers with these limits. They share no table of names: it would hold on to thousands
    /// that somebody made up, each as long as an event.
    ///
    /// @param maxBytes of what is parsed
    public static JsonFactoryBuilder factory(int maxBytes) {
        return JsonFactory.builder()
                .streamReadConstraints(of(maxBytes))
                .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES);
    }
}

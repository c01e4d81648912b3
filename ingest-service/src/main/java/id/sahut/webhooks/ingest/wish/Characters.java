package id.sahut.webhooks.ingest.wish;

/// Which characters a text may have that we write down and show. Stateless.
public final class Characters {

    private Characters() {}

    /// Control characters forge lines; half a surrogate pair is no text and has no UTF-8.
    public static boolean isWritable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE -> false;
            default -> true;
        };
    }
}

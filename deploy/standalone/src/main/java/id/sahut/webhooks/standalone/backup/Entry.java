package id.sahut.webhooks.standalone.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/// The last record of a key, in a topic of state. Immutable, as long as nobody writes into its
/// arrays.
///
/// @param kind which topic: its name without the prefix
record Entry(String kind, int partition, byte[] key, byte[] value) {

    /// What it is about: there is one entry at most with the same.
    Place place() {
        return new Place(kind, partition, new String(key, ISO_8859_1));
    }

    /// Immutable.
    record Place(String kind, int partition, String key) {}

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry(String otherKind, int otherPartition, var otherKey, var its)
                && kind.equals(otherKind)
                && partition == otherPartition
                && Arrays.equals(key, otherKey)
                && Arrays.equals(value, its);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(key) + kind.hashCode();
    }
}

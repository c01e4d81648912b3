package id.sahut.webhooks.common.delivery;

import java.util.Optional;

/// Where a record lies in Kafka. Immutable.
///
/// @param topic at least one character
/// @param partition 0 or more
/// @param offset 0 or more
public record RecordPlace(String topic, int partition, long offset) {

    public RecordPlace {
        if (topic.isEmpty() || partition < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "no record lies in partition %d of '%s' at %d"
                            .formatted(partition, topic, offset));
        }
    }

    /// Reads what [#toString] writes; empty when it is anything else.
    public static Optional<RecordPlace> parse(String text) {
        int at = text.lastIndexOf('@');
        int dash = text.lastIndexOf('-', at);
        if (dash < 1) {
            return Optional.empty();
        }
        long partition = number(text, dash + 1, at);
        long offset = number(text, at + 1, text.length());
        return partition < 0 || partition > Integer.MAX_VALUE || offset < 0
                ? Optional.empty()
                : Optional.of(new RecordPlace(text.substring(0, dash), (int) partition, offset));
    }

    /// @return -1 when there are no digits, or other characters, or too many
    private static long number(String text, int begin, int end) {
        long number = begin < end ? 0 : -1;
        for (int i = begin; i < end && number >= 0; i++) {
            int digit = text.charAt(i) - '0';
            boolean fits = digit >= 0 && digit <= 9 && number <= (Long.MAX_VALUE - digit) / 10;
            number = fits ? number * 10 + digit : -1;
        }
        return number;
    }

    /// As Kafka's own tools write it: `sahut.events-3@17`.
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}

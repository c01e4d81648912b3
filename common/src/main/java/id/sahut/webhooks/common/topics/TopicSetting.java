package id.sahut.webhooks.common.topics;

import java.math.BigDecimal;

/// One topic setting that something rests on, and which other values do as well. Immutable.
///
/// @param value what we set
/// @param rule which values an operator may have chosen instead
/// @param otherwise what another value would lead to, for whom its name does not tell; may be empty
record TopicSetting(String key, String value, Rule rule, String otherwise) {

    enum Rule {
        EXACTLY,
        AT_LEAST,
        AT_MOST
    }

    static TopicSetting exactly(String key, Object value) {
        return new TopicSetting(key, value.toString(), Rule.EXACTLY, "");
    }

    static TopicSetting atLeast(String key, Object value) {
        return new TopicSetting(key, value.toString(), Rule.AT_LEAST, "");
    }

    static TopicSetting atMost(String key, Object value) {
        return new TopicSetting(key, value.toString(), Rule.AT_MOST, "");
    }

    TopicSetting orElse(String otherwise) {
        return new TopicSetting(key, value, rule, otherwise);
    }

    boolean isMetBy(String actual) {
        return switch (rule) {
            case EXACTLY -> actual.equals(value);
            case AT_LEAST -> isEndless(actual) || compared(actual) >= 0;
            case AT_MOST -> !isEndless(actual) && compared(actual) <= 0;
        };
    }

    /// What is allowed, in words.
    String allowed() {
        return switch (rule) {
            case EXACTLY -> value;
            case AT_LEAST -> "at least " + value;
            case AT_MOST -> "at most " + value;
        };
    }

    private int compared(String actual) {
        return new BigDecimal(actual).compareTo(new BigDecimal(value));
    }

    /// Kafka writes "no limit" as -1.
    private static boolean isEndless(String actual) {
        return actual.equals("-1");
    }
}

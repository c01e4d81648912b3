package id.sahut.webhooks.common.config;

import id.sahut.webhooks.common.time.DurationText;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/// Turns the texts of `sahut.` keys into a [SahutConfig]. Stateless.
///
/// What can't be used is named and left out, so that the rest can be looked at too and its operator
/// learns of everything at once.
final class SahutKeys {

    private static final String PREFIX = "sahut.";
    private static final String VARIABLE_PREFIX = "SAHUT_";
    private static final int BEFORE_THE_LIBRARYS_OWN = 200;
    private static final int ORDINAL = 100;

    private SahutKeys() {}

    /// The settings that environment variables make. An empty one for a key that has a default
    /// counts as not set: files for containers are full of them.
    ///
    /// Other variables that begin with `SAHUT_` are left alone, because Kubernetes and people make
    /// such, unless one is a misspelling of ours.
    static Map<String, String> fromEnvironment(
            Map<String, String> environment, List<String> problems) {
        var keys = new HashMap<String, String>();
        var variables = new ArrayList<String>();
        for (Setting setting : Setting.all()) {
            variables.add(setting.variable());
            String value = environment.get(setting.variable());
            if (value != null && !(value.isBlank() && setting.standard().isPresent())) {
                keys.put(setting.key(), value);
            }
        }
        environment.keySet().stream()
                .filter(it -> it.startsWith(VARIABLE_PREFIX) && !variables.contains(it))
                .sorted()
                .forEach(variable ->
                        Typos.meant(variable, variables)
                                .ifPresent(meant ->
                                        problems.add(
                                                "%s is not a setting: is %s meant?"
                                                        .formatted(variable, meant))));
        return keys;
    }

    static SahutConfig read(Map<String, String> all, List<String> problems) {
        var keys = new HashMap<String, String>();
        all.forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                keys.put(key, value);
            }
        });
        problems.addAll(unknown(keys));
        Map<String, String> usable = withoutUnreadable(withoutEmpty(keys), problems);
        return library(usable)
                .withMapping(SahutConfig.class)
                .build()
                .getConfigMapping(SahutConfig.class);
    }

    private static List<String> unknown(Map<String, String> keys) {
        List<String> known = Setting.all().stream().map(Setting::key).toList();
        return keys.keySet().stream()
                .filter(key -> !known.contains(key))
                .sorted()
                .map(key ->
                        Typos.meant(key, known)
                                .map(it -> "%s is not a setting: is %s meant?".formatted(key, it))
                                .orElse(key + " is not a setting"))
                .toList();
    }

    /// Only known keys, and only those that say something: empty is the default, or none.
    private static Map<String, String> withoutEmpty(Map<String, String> keys) {
        var said = new HashMap<String, String>();
        for (Setting setting : Setting.all()) {
            String value = keys.get(setting.key());
            if (value != null && !value.isBlank()) {
                said.put(setting.key(), value);
            }
        }
        return said;
    }

    private static Map<String, String> withoutUnreadable(
            Map<String, String> keys, List<String> problems) {
        var readable = new HashMap<>(keys);
        SmallRyeConfig config = library(keys).build();
        for (Setting setting : Setting.all()) {
            try {
                if (setting.isList()) {
                    var _ = config.getOptionalValues(setting.key(), setting.type());
                } else {
                    var _ = config.getOptionalValue(setting.key(), setting.type());
                }
            } catch (IllegalArgumentException e) {
                problems.add(setting.key() + ": " + rootMessage(e) + allowed(setting));
                readable.remove(setting.key());
            }
        }
        return readable;
    }

    private static String allowed(Setting setting) {
        return setting.range()
                .map(it -> "; allowed is %s to %s".formatted(it.min(), it.max()))
                .orElse("");
    }

    private static SmallRyeConfigBuilder library(Map<String, String> keys) {
        return new SmallRyeConfigBuilder()
                .withConverter(
                        Integer.class,
                        BEFORE_THE_LIBRARYS_OWN,
                        (Converter<Integer>) text -> whole(text, Integer::valueOf))
                .withConverter(
                        Long.class,
                        BEFORE_THE_LIBRARYS_OWN,
                        (Converter<Long>) text -> whole(text, Long::valueOf))
                .withConverter(
                        Boolean.class,
                        BEFORE_THE_LIBRARYS_OWN,
                        (Converter<Boolean>) SahutKeys::trueOrFalse)
                .withConverter(
                        Duration.class,
                        BEFORE_THE_LIBRARYS_OWN,
                        (Converter<Duration>) DurationText::parse)
                .withConverter(
                        SecretText.class,
                        BEFORE_THE_LIBRARYS_OWN,
                        (Converter<SecretText>) SahutKeys::secret)
                .withSources(new PropertiesConfigSource(keys, "settings", ORDINAL));
    }

    private static <T> T whole(String text, Function<String, T> parse) {
        try {
            return parse.apply(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' is not a whole number".formatted(text), e);
        }
    }

    /// The library would take any other text for false.
    private static Boolean trueOrFalse(String text) {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "'%s' is neither true nor false".formatted(text));
        };
    }

    /// The library asks for the absent value too, as an empty text, and takes null for an answer.
    private static @Nullable SecretText secret(String text) {
        return text.isBlank() ? null : new SecretText(text.strip());
    }

    /// Ours, below the library's.
    private static String rootMessage(IllegalArgumentException e) {
        Throwable ours = e;
        while (ours.getCause() instanceof IllegalArgumentException cause
                && !(cause instanceof NumberFormatException)) {
            ours = cause;
        }
        return String.valueOf(ours.getMessage());
    }
}

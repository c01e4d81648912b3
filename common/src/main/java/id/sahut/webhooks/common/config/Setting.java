package id.sahut.webhooks.common.config;

import id.sahut.webhooks.common.time.DurationText;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// One key of [SahutConfig], as its method declares it. Immutable.
///
/// @param key such as `sahut.http.port`
/// @param methods from the configuration to the value
record Setting(String key, List<Method> methods) {

    private static final List<Setting> ALL =
            under(
                            SahutConfig.class,
                            SahutConfig.class.getAnnotation(ConfigMapping.class).prefix(),
                            List.of())
                    .sorted(Comparator.comparing(Setting::key))
                    .toList();

    /// Every key there is, in the order of the alphabet.
    static List<Setting> all() {
        return ALL;
    }

    /// The environment variable of the same meaning.
    String variable() {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /// What holds when nobody sets it; empty when nothing does.
    Optional<String> standard() {
        return Optional.ofNullable(method().getAnnotation(WithDefault.class))
                .map(WithDefault::value);
    }

    /// What is wrong with the value that `config` has for it.
    Optional<String> problem(SahutConfig config) {
        Between range = method().getAnnotation(Between.class);
        if (range == null) {
            return Optional.empty();
        }
        Object value = valueIn(config);
        return isWithin(value, range)
                ? Optional.empty()
                : Optional.of(
                        "%s must be from %s to %s, not %s"
                                .formatted(key, range.min(), range.max(), text(value)));
    }

    /// The range it must be in, if there is one.
    Optional<Between> range() {
        return Optional.ofNullable(method().getAnnotation(Between.class));
    }

    boolean isList() {
        return isA(List.class, method().getGenericReturnType());
    }

    /// The type of its value, or of each value of a list.
    Class<?> type() {
        Type type = method().getGenericReturnType();
        while (type instanceof ParameterizedType wrapped) {
            type = wrapped.getActualTypeArguments()[0];
        }
        Class<?> plain = (Class<?>) type;
        if (plain == int.class) {
            return Integer.class;
        }
        if (plain == boolean.class) {
            return Boolean.class;
        }
        return plain == long.class ? Long.class : plain;
    }

    private Method method() {
        return methods.getLast();
    }

    private Object valueIn(SahutConfig config) {
        Object value = config;
        try {
            for (Method method : methods) {
                value = method.invoke(value);
            }
            return value;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(key + " can't be read", e);
        }
    }

    private static boolean isWithin(Object value, Between range) {
        if (value instanceof Duration duration) {
            return duration.compareTo(DurationText.parse(range.min())) >= 0
                    && duration.compareTo(DurationText.parse(range.max())) <= 0;
        }
        long number = ((Number) value).longValue();
        return number >= Long.parseLong(range.min()) && number <= Long.parseLong(range.max());
    }

    private static String text(Object value) {
        return value instanceof Duration duration
                ? DurationText.format(duration)
                : value.toString();
    }

    private static boolean isA(Class<?> wanted, Type type) {
        return type instanceof ParameterizedType wrapped
                && (wrapped.getRawType() == wanted
                        || isA(wanted, wrapped.getActualTypeArguments()[0]));
    }

    private static Stream<Setting> under(Class<?> group, String prefix, List<Method> outer) {
        return Stream.of(group.getDeclaredMethods())
                .filter(it -> !it.isSynthetic())
                .flatMap(method -> {
                    String key = prefix + "." + kebabCase(method.getName());
                    var methods = new ArrayList<>(outer);
                    methods.add(method);
                    Class<?> type = method.getReturnType();
                    return type.getEnclosingClass() == SahutConfig.class
                            ? under(type, key, methods)
                            : Stream.of(new Setting(key, List.copyOf(methods)));
                });
    }

    private static String kebabCase(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}

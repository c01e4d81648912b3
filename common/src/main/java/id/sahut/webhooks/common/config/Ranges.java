package id.sahut.webhooks.common.config;

import id.sahut.webhooks.common.time.DurationText;
import io.smallrye.config.ConfigMapping;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Holds every setting that says [Between] to its range. Stateless.
final class Ranges {

    private Ranges() {}

    static List<String> problems(SahutConfig config) {
        var problems = new ArrayList<String>();
        String prefix = SahutConfig.class.getAnnotation(ConfigMapping.class).prefix();
        collect(SahutConfig.class, config, prefix, problems);
        return problems;
    }

    private static void collect(
            Class<?> group, Object settings, String prefix, List<String> problems) {
        var methods = List.of(group.getDeclaredMethods()).stream();
        for (Method method : methods.sorted(Comparator.comparing(Method::getName)).toList()) {
            Object value = valueOf(method, settings);
            String key = prefix + "." + kebabCase(method.getName());
            Between range = method.getAnnotation(Between.class);
            if (method.getReturnType().getEnclosingClass() == SahutConfig.class) {
                collect(method.getReturnType(), value, key, problems);
            } else if (range != null && !isWithin(value, range)) {
                problems.add(
                        "%s must be from %s to %s, not %s"
                                .formatted(key, range.min(), range.max(), text(value)));
            }
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

    private static Object valueOf(Method method, Object settings) {
        try {
            return method.invoke(settings);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a setting can't be read: " + method, e);
        }
    }

    private static String text(Object value) {
        return value instanceof Duration duration
                ? DurationText.format(duration)
                : value.toString();
    }

    private static String kebabCase(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}

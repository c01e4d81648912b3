package id.sahut.webhooks.common.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The range a setting must be in, both ends included: numbers as numbers, durations as
/// [id.sahut.webhooks.common.time.DurationText] writes them.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Between {
    String min();

    String max();
}

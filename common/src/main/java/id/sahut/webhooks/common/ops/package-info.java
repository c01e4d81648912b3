/// How a service is seen and stopped from outside: health, metrics, signals.
@NullMarked
package id.sahut.webhooks.common.ops;

import org.jspecify.annotations.NullMarked;

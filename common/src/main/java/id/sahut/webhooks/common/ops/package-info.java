/// How a service is seen and stopped from outside: health and metrics.
@NullMarked
package id.sahut.webhooks.common.ops;

import org.jspecify.annotations.NullMarked;

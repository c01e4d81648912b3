/// Three brokers and two of each service, as processes.
@NullMarked
package id.sahut.webhooks.chaos.cluster;

import org.jspecify.annotations.NullMarked;

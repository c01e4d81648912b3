/// A cluster to measure, put together of processes.
@NullMarked
package id.sahut.webhooks.bench.stage;

import org.jspecify.annotations.NullMarked;

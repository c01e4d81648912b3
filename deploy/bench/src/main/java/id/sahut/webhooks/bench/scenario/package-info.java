/// The questions the bench answers, one class each.
@NullMarked
package id.sahut.webhooks.bench.scenario;

import org.jspecify.annotations.NullMarked;

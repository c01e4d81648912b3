/// What a run has found, for a person and for a script.
@NullMarked
package id.sahut.webhooks.bench.report;

import org.jspecify.annotations.NullMarked;

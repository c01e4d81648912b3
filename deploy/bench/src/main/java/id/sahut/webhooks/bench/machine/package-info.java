/// The processes of a run, and what they take of the machine.
@NullMarked
package id.sahut.webhooks.bench.machine;

import org.jspecify.annotations.NullMarked;

/// How fast the whole is, beside what is simpler, measured in one run on one machine.
@NullMarked
package id.sahut.webhooks.bench;

import org.jspecify.annotations.NullMarked;

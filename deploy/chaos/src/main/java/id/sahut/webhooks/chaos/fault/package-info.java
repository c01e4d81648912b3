/// Which processes are disturbed, how, and when; and doing it.
@NullMarked
package id.sahut.webhooks.chaos.fault;

import org.jspecify.annotations.NullMarked;

/// `sahut chaos`: the promises, watched while processes are killed.
@NullMarked
package id.sahut.webhooks.chaos;

import org.jspecify.annotations.NullMarked;

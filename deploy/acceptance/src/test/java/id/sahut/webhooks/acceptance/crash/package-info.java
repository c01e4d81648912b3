/// Nothing is lost when the process is killed.
@NullMarked
package id.sahut.webhooks.acceptance.crash;

import org.jspecify.annotations.NullMarked;

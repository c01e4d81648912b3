/// The command line's tests.
@NullMarked
package id.sahut.webhooks.standalone;

import org.jspecify.annotations.NullMarked;

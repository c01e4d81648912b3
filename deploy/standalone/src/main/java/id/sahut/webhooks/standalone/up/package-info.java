/// The command that runs everything in one process.
@NullMarked
package id.sahut.webhooks.standalone.up;

import org.jspecify.annotations.NullMarked;

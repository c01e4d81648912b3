/// The command line of Sahut Webhooks, and everything in one process.
@NullMarked
package id.sahut.webhooks.standalone;

import org.jspecify.annotations.NullMarked;

/// What every command shares: where it writes, how it is told of a cluster, how it fails.
@NullMarked
package id.sahut.webhooks.standalone.command;

import org.jspecify.annotations.NullMarked;

/// How a service runs as a process of its own: arguments, signals, exit status.
@NullMarked
package id.sahut.webhooks.common.process;

import org.jspecify.annotations.NullMarked;

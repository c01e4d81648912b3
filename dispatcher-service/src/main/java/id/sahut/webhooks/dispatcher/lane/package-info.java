/// Whose turn it is: a queue and a limit for every endpoint, so that none can hold up another.
@NullMarked
package id.sahut.webhooks.dispatcher.lane;

import org.jspecify.annotations.NullMarked;

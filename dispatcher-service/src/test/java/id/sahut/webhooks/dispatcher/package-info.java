/// Tests of the whole.
@NullMarked
package id.sahut.webhooks.dispatcher;

import org.jspecify.annotations.NullMarked;

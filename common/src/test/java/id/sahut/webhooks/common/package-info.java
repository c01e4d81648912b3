/// Tests of the whole.
@NullMarked
package id.sahut.webhooks.common;

import org.jspecify.annotations.NullMarked;

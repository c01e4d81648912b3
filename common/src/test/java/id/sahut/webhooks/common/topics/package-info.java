/// The topics' tests.
@NullMarked
package id.sahut.webhooks.common.topics;

import org.jspecify.annotations.NullMarked;

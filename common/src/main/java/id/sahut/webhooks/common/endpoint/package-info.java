/// Which endpoint addresses may be called: one rule for URLs and for the addresses their names
/// resolve to.
@NullMarked
package id.sahut.webhooks.common.endpoint;

import org.jspecify.annotations.NullMarked;

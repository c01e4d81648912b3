/// Records that should not be there, in every topic that is read.
@NullMarked
package id.sahut.webhooks.acceptance.garbage;

import org.jspecify.annotations.NullMarked;

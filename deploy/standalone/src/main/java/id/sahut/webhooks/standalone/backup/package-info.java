/// `sahut backup` and `sahut restore`: the only state that can't be replayed, in a file.
@NullMarked
package id.sahut.webhooks.standalone.backup;

import org.jspecify.annotations.NullMarked;

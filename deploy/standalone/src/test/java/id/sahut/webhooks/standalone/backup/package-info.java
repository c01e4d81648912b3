@NullMarked
package id.sahut.webhooks.standalone.backup;

import org.jspecify.annotations.NullMarked;

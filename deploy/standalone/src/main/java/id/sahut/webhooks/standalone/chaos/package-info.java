/// `sahut chaos`.
@NullMarked
package id.sahut.webhooks.standalone.chaos;

import org.jspecify.annotations.NullMarked;

@NullMarked
package id.sahut.webhooks.standalone.status;

import org.jspecify.annotations.NullMarked;

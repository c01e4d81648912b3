/// The command `sahut secrets`.
@NullMarked
package id.sahut.webhooks.standalone.secrets;

import org.jspecify.annotations.NullMarked;

/// The command that tells how the pipeline stands.
@NullMarked
package id.sahut.webhooks.standalone.status;

import org.jspecify.annotations.NullMarked;

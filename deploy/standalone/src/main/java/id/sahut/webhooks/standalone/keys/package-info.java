/// The commands that make, list and revoke API keys.
@NullMarked
package id.sahut.webhooks.standalone.keys;

import org.jspecify.annotations.NullMarked;

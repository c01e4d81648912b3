/// A running system with all that a test needs to use it as its users do.
@NullMarked
package id.sahut.webhooks.acceptance.sandbox;

import org.jspecify.annotations.NullMarked;

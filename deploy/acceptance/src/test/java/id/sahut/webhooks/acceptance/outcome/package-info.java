/// Endpoints that misbehave, each with an outcome of its own.
@NullMarked
package id.sahut.webhooks.acceptance.outcome;

import org.jspecify.annotations.NullMarked;

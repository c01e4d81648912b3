/// The API against whatever its description lets a machine think of.
@NullMarked
package id.sahut.webhooks.acceptance.fuzz;

import org.jspecify.annotations.NullMarked;

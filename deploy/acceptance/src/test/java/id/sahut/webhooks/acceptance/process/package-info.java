/// The program under test, as processes that can be killed for real.
@NullMarked
package id.sahut.webhooks.acceptance.process;

import org.jspecify.annotations.NullMarked;

/// A bug in a loop, and no memory left: the process ends, and says why.
@NullMarked
package id.sahut.webhooks.acceptance.bug;

import org.jspecify.annotations.NullMarked;

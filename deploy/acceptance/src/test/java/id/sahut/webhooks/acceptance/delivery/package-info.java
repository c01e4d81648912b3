/// Every event arrives, byte for byte, signed so that common verifiers take it.
@NullMarked
package id.sahut.webhooks.acceptance.delivery;

import org.jspecify.annotations.NullMarked;

/// `sahut bench`: measures the product on this machine.
@NullMarked
package id.sahut.webhooks.standalone.bench;

import org.jspecify.annotations.NullMarked;

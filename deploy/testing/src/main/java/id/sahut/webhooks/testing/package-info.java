/// What the services' tests share: a real broker with our topics, and a real server to POST to.
@NullMarked
package id.sahut.webhooks.testing;

import org.jspecify.annotations.NullMarked;

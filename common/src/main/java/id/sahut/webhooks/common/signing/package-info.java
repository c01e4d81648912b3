/// How a POST proves that it comes from Sahut and was not changed on its way.
@NullMarked
package id.sahut.webhooks.common.signing;

import org.jspecify.annotations.NullMarked;

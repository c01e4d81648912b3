/// The command that shows a newcomer what the product does.
@NullMarked
package id.sahut.webhooks.standalone.demo;

import org.jspecify.annotations.NullMarked;

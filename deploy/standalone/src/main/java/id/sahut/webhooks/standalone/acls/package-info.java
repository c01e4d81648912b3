/// `sahut acls`: the rights that a cluster which asks has to give.
@NullMarked
package id.sahut.webhooks.standalone.acls;

import org.jspecify.annotations.NullMarked;

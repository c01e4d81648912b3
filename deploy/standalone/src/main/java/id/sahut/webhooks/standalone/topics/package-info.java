/// The command that brings a cluster's topics to the plan.
@NullMarked
package id.sahut.webhooks.standalone.topics;

import org.jspecify.annotations.NullMarked;

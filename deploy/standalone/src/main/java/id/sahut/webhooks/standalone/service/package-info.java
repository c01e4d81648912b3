/// The commands that run one service, or one Kafka, as a process of its own.
@NullMarked
package id.sahut.webhooks.standalone.service;

import org.jspecify.annotations.NullMarked;

/// What is written down of every attempt, for people, for the history and for other programs.
@NullMarked
package id.sahut.webhooks.common.attempt;

import org.jspecify.annotations.NullMarked;

package org.bokbuss.harvest;

import org.bokbuss.fetch.Answer;

/**
 * An answer proven whole.
 *
 * @param cursor where the source goes on; null at the window's end
 */
public record Page(Answer answer, String cursor) {}

/**
 * The observers: what they know is {@link org.malfl.games.Dynamics}, what they saw and a {@link
 * org.malfl.learners.LearnerModel}; never rewards, never the learners' policies.
 */
package org.malfl.inverse;

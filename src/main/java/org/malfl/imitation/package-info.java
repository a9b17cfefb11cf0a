/** Learners that imitate an expert: adversarially, and by cloning. They see no rewards. */
package org.malfl.imitation;

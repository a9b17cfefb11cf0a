/** What can be said of learners in public: temperature, discount and how they update. */
package org.malfl.learners;

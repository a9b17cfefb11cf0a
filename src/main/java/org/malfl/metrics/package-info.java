/** How well something was recovered, and how much of it could be seen. */
package org.malfl.metrics;

/** The learners: soft policy iteration from sampled or exact evaluation, and the data it leaves. */
package org.malfl.softpi;

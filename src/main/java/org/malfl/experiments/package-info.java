/** What runs: each experiment is a graph of stages and the settings that it registers. */
package org.malfl.experiments;

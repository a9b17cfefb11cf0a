/** How an experiment runs: typed stages, the graph they form, reuse, threads and progress. */
package org.malfl.pipeline;

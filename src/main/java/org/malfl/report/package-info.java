/** Text that people read: tables, progress, the log of a run. */
package org.malfl.report;

/** The command line: parses, prints, draws progress, exits. */
package org.malfl.cli;

/** What others are told of a run, in the words of a standard. */
package org.malfl.provenance;

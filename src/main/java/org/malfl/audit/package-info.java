/** Checks of a run that trust nobody: its bytes against its manifests, and against a rerun. */
package org.malfl.audit;

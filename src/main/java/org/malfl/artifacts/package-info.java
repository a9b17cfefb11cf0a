/** What is kept: artifact formats, manifests and the store that holds them. */
package org.malfl.artifacts;

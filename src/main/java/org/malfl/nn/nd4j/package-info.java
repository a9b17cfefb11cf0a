/** Products of matrices by ND4J, and the choice between these and plain rows. */
package org.malfl.nn.nd4j;

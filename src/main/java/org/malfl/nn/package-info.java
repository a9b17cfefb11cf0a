/** Small networks of dense layers, in float64: forward and backward passes, losses, training. */
package org.malfl.nn;

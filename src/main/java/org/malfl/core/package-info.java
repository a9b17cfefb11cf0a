/** Numerical primitives, named random streams, argument checks and the exception hierarchy. */
package org.malfl.core;

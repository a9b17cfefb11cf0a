/** Games, the policies played in them and what an observer can see of play. */
package org.malfl.games;

package org.malfl.softpi;

import org.malfl.games.MarkovGame;

/**
 * One agent on a ring of states with two actions: action 0 stays with probability 3/4 and steps on
 * with 1/4, action 1 the other way round.
 */
record ChainGame(int numStates, double[] reward) implements MarkovGame {
  @Override
  public int numAgents() {
    return 1;
  }

  @Override
  public int numActions() {
    return 2;
  }

  @Override
  public int startState() {
    return 0;
  }

  @Override
  public int numSuccessors(int state, int jointAction) {
    return 2;
  }

  @Override
  public int successor(int state, int jointAction, int k) {
    return (state + k) % numStates;
  }

  @Override
  public double probability(int state, int jointAction, int k) {
    return k == jointAction ? 0.75 : 0.25;
  }

  @Override
  public double reward(int agent, int state) {
    return reward[state];
  }
}

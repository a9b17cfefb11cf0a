package org.malfl.imitation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.malfl.core.RandomNumbers;
import org.malfl.games.TransitionTable;

/** Logits of policies that nobody has taught anything yet. */
public final class RandomLogits {
  private static final double DEVIATION = 0.1;

  private RandomLogits() {}

  /**
   * 0.1·N(0,1) each, so that policies are nearly uniform.
   *
   * @param random advanced by the draws, agent by agent in the order of the tables
   * @return a table per agent, {@code [numStates][numActions]} row-major
   */
  public static List<double[]> nearlyUniform(TransitionTable transitions, SplittableRandom random) {
    List<double[]> logits = new ArrayList<>();
    for (int agent = 0; agent < transitions.jointActions().numAgents(); agent++) {
      double[] table = new double[transitions.numStates() * transitions.numActions()];
      for (int k = 0; k < table.length; k++) {
        table[k] = DEVIATION * RandomNumbers.normal(random);
      }
      logits.add(table);
    }
    return logits;
  }
}

package org.malfl.softpi;

import java.util.List;
import org.malfl.core.Checks;
import org.malfl.core.SeedTree;
import org.malfl.games.Episode;
import org.malfl.games.JointPolicy;
import org.malfl.games.MarkovGame;
import org.malfl.games.TransitionTable;

/** A way to find the expected soft Q of the policies that play a stage. */
public interface PolicyEvaluator {
  /**
   * What is evaluated.
   *
   * @param transitions the transitions of {@code game}
   * @param policy π_h
   * @param alpha temperature, above 0
   * @param gamma discount in [0, 1)
   */
  record Task(
      MarkovGame game,
      TransitionTable transitions,
      JointPolicy policy,
      double alpha,
      double gamma) {
    /**
     * @throws IllegalArgumentException if a number is out of range
     */
    public Task {
      Checks.positive("alpha", alpha);
      Checks.discount(gamma);
    }
  }

  /**
   * Starts an evaluation; Q is reset for every stage.
   *
   * @param totalSteps steps that the stage will have
   * @param streams random streams of this evaluation alone
   */
  Evaluation begin(Task task, long totalSteps, SeedTree streams);

  /** One evaluation in progress. */
  interface Evaluation {
    /**
     * Learns from the steps of an episode.
     *
     * @return per agent Σ_t δ_t², the squared TD errors before each update; empty if the evaluation
     *     has no TD errors
     */
    double[] learn(Episode episode);

    /** Per agent the expected soft Q, {@code [numStates][numActions]} row-major. */
    List<double[]> expectedQ();
  }

  /** An evaluator that does nothing, of learners that evaluate when a stage has been played. */
  static PolicyEvaluator afterwards() {
    return (task, totalSteps, streams) ->
        new Evaluation() {
          @Override
          public double[] learn(Episode episode) {
            return new double[0];
          }

          @Override
          public List<double[]> expectedQ() {
            return List.of();
          }
        };
  }
}

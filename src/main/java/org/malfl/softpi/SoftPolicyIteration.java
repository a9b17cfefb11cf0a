package org.malfl.softpi;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.malfl.core.Checks;
import org.malfl.core.SeedTree;
import org.malfl.games.Episode;
import org.malfl.games.JointPolicy;
import org.malfl.games.MarkovGame;
import org.malfl.games.Observations;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TrajectorySampler;
import org.malfl.games.TransitionTable;
import org.malfl.games.VisitCounts;

/**
 * Multi-agent soft policy iteration (Multi-Agent Learning from Learners, Algorithm 1): every stage
 * plays episodes under π_h, evaluates each agent's expected soft Q on them and improves by π_{h+1}
 * = softmax(Q_h/α).
 */
public final class SoftPolicyIteration {
  private final MarkovGame game;
  private final TransitionTable transitions;
  private final double alpha;
  private final double gamma;
  private final int episodes;
  private final int episodeLength;
  private final PolicyEvaluator evaluator;

  /**
   * Learners of a game.
   *
   * @param game with its rewards
   * @param transitions the transitions of {@code game}
   * @param alpha temperature, above 0
   * @param gamma discount in [0, 1)
   * @param episodes episodes of a stage, at least 1
   * @param episodeLength steps of an episode, at least 1
   * @param evaluator how expected Q is found
   * @throws IllegalArgumentException if a number is out of range
   */
  public SoftPolicyIteration(
      MarkovGame game,
      TransitionTable transitions,
      double alpha,
      double gamma,
      int episodes,
      int episodeLength,
      PolicyEvaluator evaluator) {
    this.game = game;
    this.transitions = transitions;
    this.alpha = Checks.positive("alpha", alpha);
    this.gamma = Checks.discount(gamma);
    this.episodes = Checks.inRange("episodes", episodes, 1, Integer.MAX_VALUE);
    this.episodeLength = Checks.inRange("episodeLength", episodeLength, 1, Integer.MAX_VALUE - 1);
    this.evaluator = evaluator;
  }

  /**
   * What a stage leaves.
   *
   * @param dataset D_h
   * @param counts visits in D_h
   * @param expectedQ per agent Q_h, {@code [numStates][numActions]} row-major
   * @param squaredTdErrors {@code [episodes][numAgents]}: squared TD errors, summed over the steps
   *     of an episode; rows are empty for an evaluation without TD errors
   */
  public record Outcome(
      Observations dataset,
      VisitCounts counts,
      List<double[]> expectedQ,
      List<double[]> squaredTdErrors) {}

  /**
   * Plays and evaluates one stage.
   *
   * @param policy π_h
   * @param streams random streams of this stage alone
   * @param progress told the number of joint steps after every episode
   * @throws org.malfl.core.NumericalException if Q leaves the finite numbers
   */
  public Outcome stage(JointPolicy policy, SeedTree streams, LongConsumer progress) {
    TrajectorySampler sampler =
        new TrajectorySampler(transitions, policy, streams.child("sampling"));
    PolicyEvaluator.Evaluation evaluation =
        evaluator.begin(
            new PolicyEvaluator.Task(game, transitions, policy, alpha, gamma),
            (long) episodes * episodeLength,
            streams.child("evaluation"));
    Observations dataset = new Observations(game, episodes, episodeLength);
    long[] counts = new long[game.numStates() * transitions.numJointActions()];
    List<double[]> squaredTdErrors = new ArrayList<>(episodes);
    Episode episode = new Episode(episodeLength);
    for (int k = 0; k < episodes; k++) {
      sampler.play(episode);
      dataset.add(episode);
      count(episode, counts);
      squaredTdErrors.add(evaluation.learn(episode));
      progress.accept(episodeLength);
    }
    return new Outcome(
        dataset,
        new VisitCounts(game.jointActions(), counts),
        evaluation.expectedQ(),
        squaredTdErrors);
  }

  private void count(Episode episode, long[] counts) {
    int[] states = episode.states();
    int[] jointActions = episode.jointActions();
    int numJointActions = transitions.numJointActions();
    for (int t = 0; t < jointActions.length; t++) {
      counts[states[t] * numJointActions + jointActions[t]]++;
    }
  }

  /**
   * Soft improvement π_{h+1}^i(·|s) = softmax(Q_i(s,·)/α).
   *
   * @param logits per agent Q_i/α, as {@link #logits}
   * @param numActions length of a row
   */
  public static JointPolicy improve(List<double[]> logits, int numActions) {
    return new JointPolicy(
        logits.stream().map(table -> TabularPolicy.softmax(table, numActions)).toList());
  }

  /**
   * Per agent Q_i/α, {@code [numStates][numActions]} row-major.
   *
   * @param expectedQ per agent Q_i, same shape
   * @param alpha temperature, above 0
   * @throws org.malfl.core.NumericalException if a quotient is not finite
   */
  public static List<double[]> logits(List<double[]> expectedQ, double alpha) {
    Checks.positive("alpha", alpha);
    List<double[]> logits = new ArrayList<>();
    for (double[] q : expectedQ) {
      double[] table = new double[q.length];
      for (int k = 0; k < q.length; k++) {
        table[k] = q[k] / alpha;
      }
      logits.add(Checks.finite("Q/alpha", table));
    }
    return logits;
  }
}

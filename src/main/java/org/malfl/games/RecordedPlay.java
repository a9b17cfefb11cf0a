package org.malfl.games;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recorded dataset as play of a game: whether it can have been played, and its episodes with the
 * state after the last step, which follows where the game is deterministic.
 *
 * @param observations the dataset
 * @param transitions of the game, deterministic
 */
public record RecordedPlay(Observations observations, TransitionTable transitions) {
  /**
   * @throws IllegalArgumentException if the game is not deterministic
   */
  public RecordedPlay {
    if (!transitions.deterministic()) {
      throw new IllegalArgumentException(
          "the state after an episode's last step follows in deterministic games only");
    }
  }

  /** The first step that cannot have been played, for people; empty if there is none. */
  public Optional<String> firstIllegalStep() {
    Episode episode = new Episode(observations.steps());
    int numJointActions = transitions.numJointActions();
    for (int k = 0; k < observations.episodes(); k++) {
      observations.read(k, episode);
      int expected = transitions.startState();
      for (int t = 0; t < observations.steps(); t++) {
        int state = episode.states()[t];
        int jointAction = episode.jointActions()[t];
        if (state != expected || jointAction < 0 || jointAction >= numJointActions) {
          return Optional.of(
              "episode %d, step %d: joint state %d, joint action %d; valid: joint state %d, joint action 0 to %d"
                  .formatted(k, t, state, jointAction, expected, numJointActions - 1));
        }
        expected = transitions.states()[state * numJointActions + jointAction];
      }
    }
    return Optional.empty();
  }

  private int successor(int state, int jointAction) {
    return transitions.states()[state * transitions.numJointActions() + jointAction];
  }

  /**
   * Fills an episode, the state after its last step included.
   *
   * @param index of the recorded episode, which can have been played
   */
  public void read(int index, Episode episode) {
    observations.read(index, episode);
    int last = observations.steps() - 1;
    episode.states()[last + 1] = successor(episode.states()[last], episode.jointActions()[last]);
  }

  /**
   * n(s, a) of consecutive parts of the dataset, of as many episodes each as can be.
   *
   * @param parts at least 1
   */
  public List<VisitCounts> counts(int parts) {
    List<VisitCounts> counts = new ArrayList<>();
    int numJointActions = transitions.numJointActions();
    Episode episode = new Episode(observations.steps());
    long episodes = observations.episodes();
    for (long part = 0; part < parts; part++) {
      long[] joint = new long[transitions.numStates() * numJointActions];
      for (int k = (int) (part * episodes / parts); k < (part + 1) * episodes / parts; k++) {
        observations.read(k, episode);
        for (int t = 0; t < observations.steps(); t++) {
          joint[episode.states()[t] * transitions.numJointActions() + episode.jointActions()[t]]++;
        }
      }
      counts.add(new VisitCounts(transitions.jointActions(), joint));
    }
    return counts;
  }

  /** Two episodes with the same joint actions throughout, by their indices; empty if none are. */
  public Optional<List<Integer>> firstRepeatedEpisode() {
    Map<Integer, List<Integer>> byHash = new HashMap<>();
    Episode one = new Episode(observations.steps());
    Episode other = new Episode(observations.steps());
    for (int k = 0; k < observations.episodes(); k++) {
      observations.read(k, one);
      List<Integer> candidates =
          byHash.computeIfAbsent(Arrays.hashCode(one.jointActions()), hash -> new ArrayList<>());
      for (int earlier : candidates) {
        observations.read(earlier, other);
        if (Arrays.equals(one.jointActions(), other.jointActions())) {
          return Optional.of(List.of(earlier, k));
        }
      }
      candidates.add(k);
    }
    return Optional.empty();
  }

  /**
   * How many pairs of the episodes are expected to have the same joint actions throughout, if
   * policies drew them: pairs times Σ over episodes of the square of their probability.
   */
  public double expectedRepetitions(JointPolicy policy) {
    int numJointActions = transitions.numJointActions();
    double[] squares = new double[transitions.numStates() * numJointActions];
    Arrays.fill(squares, 1);
    for (int agent = 0; agent < policy.numAgents(); agent++) {
      int[] own = transitions.jointActions().components(agent);
      for (int row = 0; row < squares.length; row++) {
        double probability =
            policy.agent(agent).probability(row / numJointActions, own[row % numJointActions]);
        squares[row] *= probability * probability;
      }
    }
    double[] same = new double[transitions.numStates()];
    same[transitions.startState()] = 1;
    for (int t = 0; t < observations.steps(); t++) {
      double[] next = new double[same.length];
      for (int row = 0; row < squares.length; row++) {
        next[transitions.states()[row]] += same[row / numJointActions] * squares[row];
      }
      same = next;
    }
    double pairs = observations.episodes() * (observations.episodes() - 1.0) / 2;
    return pairs * Arrays.stream(same).sum();
  }
}

package org.malfl.experiments;

import java.util.Optional;
import java.util.SortedMap;
import org.malfl.inverse.RewardPriors.SmoothPrior;

/**
 * An estimator of the reward as studies ask it, on datasets in memory. A new one is one class that
 * implements this and one entry of {@link StudiedEstimators#ALL}.
 */
interface StudiedEstimator {
  /** Its name in tables; for the same name the same settings give the same rewards. */
  String name();

  /** Whether its answers have standard deviations. */
  default boolean hasDeviations() {
    return false;
  }

  /** All that it reads besides the datasets, α and γ, as JSON values. */
  SortedMap<String, Object> parameters(ReproduceSettings settings);

  /** What it costs, in joint steps of the learners. */
  long work(Budget budget);

  /** Recovers the reward of an agent. */
  Answer recover(ObservedRun run, int agent);

  /**
   * What was recovered.
   *
   * @param reward of joint states, {@code [numStates]}
   * @param deviations of that with its mean removed, same shape
   * @param prior the most probable one, if one was chosen and is smooth
   */
  record Answer(double[] reward, Optional<double[]> deviations, Optional<SmoothPrior> prior) {
    /** An answer without deviations. */
    Answer(double[] reward) {
      this(reward, Optional.empty(), Optional.empty());
    }
  }
}

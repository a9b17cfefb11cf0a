package org.malfl.experiments;

import java.nio.ByteBuffer;
import java.util.List;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.config.Schemas;
import org.malfl.config.Section;
import org.malfl.core.ArtifactException;
import org.malfl.games.MarkovGame;
import org.malfl.inverse.Knowledge;
import org.malfl.inverse.RewardClass;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.StageContext;

/** What estimators of state rewards leave in common forms, for the evaluation and for people. */
final class RecoveryArtifacts {
  /** A state reward, {@code [numStates]}. */
  static final Artifact<NpyArray> REWARD =
      Formats.npy(
          "reward.npy",
          "recovered reward R(s) of an agent, units of the reward",
          List.of(Axis.of("joint state")));

  /** A reward of own actions, {@code [numStates, numActions]}. */
  private static final Artifact<NpyArray> OWN_ACTION_REWARD =
      Formats.npy(
          "reward.npy",
          "recovered reward R(s, a) of an agent's own action, units of the reward",
          List.of(Axis.of("joint state"), Axis.of("action")));

  /**
   * Joint states whose rewards are known relative to each other, uint8 {@code [numStates]}: 1 for
   * them, 0 for others. Others are left out of scores.
   */
  static final Artifact<NpyArray> MASK =
      Formats.npy(
          "mask.npy",
          "1 for joint states whose rewards are known relative to each other, 0 for others",
          List.of(Axis.of("joint state")));

  /**
   * Standard deviations of a state reward about its mean over the joint states of {@link #MASK},
   * float64 {@code [numStates]}, not negative.
   */
  static final Artifact<NpyArray> DEVIATIONS =
      Formats.npy(
          "reward_sd.npy",
          "standard deviations of R(s) about its mean, units of the reward",
          List.of(Axis.of("joint state")));

  /** {@link IdentifiabilityReport}. */
  static final Artifact<Object> IDENTIFIABILITY =
      Formats.json(
          "identifiability.json",
          "which unknowns the estimator's equations determine, and which not");

  private RecoveryArtifacts() {}

  /** The reward of a class, as {@link #shape} has it. */
  static Artifact<NpyArray> reward(RewardClass rewardClass) {
    return rewardClass == RewardClass.STATE ? REWARD : OWN_ACTION_REWARD;
  }

  /** Reports a class of which no data say anything that could be scored. */
  static void checkReward(RewardClass rewardClass, Section section) {
    if (rewardClass == RewardClass.JOINT) {
      section.reject(
          "reward",
          "joint, of whose mean in a joint state no data say anything: a potential that nobody sees"
              + " may give it any value (docs/method.md, What can be known)",
          "state, own-action");
    }
  }

  /** Lengths of the axes of a reward: joint states, and actions if it depends on them. */
  static int[] shape(RewardClass rewardClass, MarkovGame game) {
    return rewardClass == RewardClass.STATE
        ? new int[] {game.numStates()}
        : new int[] {game.numStates(), game.numActions()};
  }

  /**
   * The name of an algorithm that recovers rewards of a class. It differs where its files have
   * other axes.
   *
   * @param name if the reward is one of joint states
   */
  static String algorithm(String name, RewardClass rewardClass) {
    return rewardClass == RewardClass.STATE ? name : name + "/" + Schemas.nameOf(rewardClass);
  }

  /**
   * Writes what is known of a reward: {@link #MASK} and {@link #IDENTIFIABILITY}.
   *
   * @param states what is known of the rewards of joint states
   */
  static void write(StageContext context, Knowledge states, IdentifiabilityReport report) {
    context.write(MASK, mask(states.comparable(), states.kinds().size()));
    context.write(IDENTIFIABILITY, report.tree());
  }

  /** A mask, or several one after the other, as an array. */
  static NpyArray mask(boolean[] scored, int... shape) {
    byte[] bytes = new byte[scored.length];
    for (int k = 0; k < scored.length; k++) {
      bytes[k] = (byte) (scored[k] ? 1 : 0);
    }
    return new NpyArray(NpyArray.Type.UINT8, shape, ByteBuffer.wrap(bytes));
  }

  /**
   * Reads a mask.
   *
   * @throws ArtifactException if it has another length or holds anything but 0 and 1
   */
  static boolean[] readMask(ArtifactReader reader, Handle<NpyArray> handle, int length) {
    NpyArray array = reader.read(handle);
    if (array.type() != NpyArray.Type.UINT8 || array.size() != length) {
      throw new ArtifactException(
          "%s: found %d elements of %s; valid %d of %s"
              .formatted(handle.path(), array.size(), array.type(), length, NpyArray.Type.UINT8));
    }
    boolean[] mask = new boolean[length];
    for (int k = 0; k < length; k++) {
      double element = array.element(k);
      if (element > 1) {
        throw new ArtifactException(
            "%s: found %.0f at %d; valid 0, 1".formatted(handle.path(), element, k));
      }
      mask[k] = element == 1;
    }
    return mask;
  }

  /**
   * Reads standard deviations.
   *
   * @throws ArtifactException if there are not as many, or one is negative or no number
   */
  static double[] readDeviations(ArtifactReader reader, Handle<NpyArray> handle, int length) {
    double[] deviations = reader.float64(handle, length);
    for (int k = 0; k < length; k++) {
      if (!(deviations[k] >= 0 && Double.isFinite(deviations[k]))) {
        throw new ArtifactException(
            "%s: found %s at %d; valid finite and not negative"
                .formatted(handle.path(), deviations[k], k));
      }
    }
    return deviations;
  }
}

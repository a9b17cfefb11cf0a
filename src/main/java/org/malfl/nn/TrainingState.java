package org.malfl.nn;

import java.util.Arrays;
import java.util.List;

/**
 * Where trainings that go on together stand, as one vector for {@link Checkpoints}: how many
 * updates are done, the state of each training, and the loss of each update.
 */
public final class TrainingState {
  private TrainingState() {}

  /**
   * The vector.
   *
   * @param done updates done, at least 0
   * @param trainings always the same ones, in the same order
   * @param losses of which the first {@code done} are kept
   */
  public static double[] of(int done, List<AdamTraining> trainings, double[] losses) {
    List<double[]> states = trainings.stream().map(AdamTraining::state).toList();
    int size = 1 + states.stream().mapToInt(state -> state.length).sum() + done;
    double[] vector = new double[size];
    vector[0] = done;
    int next = 1;
    for (double[] state : states) {
      System.arraycopy(state, 0, vector, next, state.length);
      next += state.length;
    }
    System.arraycopy(losses, 0, vector, next, done);
    return vector;
  }

  /**
   * Goes on from a vector of {@link #of}.
   *
   * @param losses becomes the first ones
   * @return updates done
   */
  public static int restore(double[] vector, List<AdamTraining> trainings, double[] losses) {
    int next = 1;
    for (AdamTraining training : trainings) {
      int end = next + training.state().length;
      training.restore(Arrays.copyOfRange(vector, next, end));
      next = end;
    }
    int done = (int) vector[0];
    System.arraycopy(vector, next, losses, 0, done);
    return done;
  }
}

package org.malfl.nn;

import java.util.Arrays;
import java.util.Optional;
import org.malfl.core.Adam;
import org.malfl.core.Checks;

/** A network on its way through a training by Adam. */
public final class AdamTraining {
  private final MultilayerPerceptron network;
  private final Optional<GradientClipping> clipping;
  private final Adam adam;

  /**
   * The beginning of a training.
   *
   * @param learningRate above 0
   */
  public AdamTraining(
      MultilayerPerceptron network, double learningRate, Optional<GradientClipping> clipping) {
    this.network = network;
    this.clipping = clipping;
    this.adam = new Adam(network.shape().numParameters(), learningRate);
  }

  /** The network that is trained. */
  public MultilayerPerceptron network() {
    return network;
  }

  /**
   * An update.
   *
   * @param slopes ∂loss/∂outputs of the network's last outputs; overwritten
   * @param share factor on the learning rate, as {@link Schedule#share}
   */
  public void update(double[][] slopes, double share) {
    update(slopes, share, 0);
  }

  /**
   * An update of a loss that ½·ridge·‖parameters‖² is added to.
   *
   * @param slopes ∂loss/∂outputs of the network's last outputs, without that; overwritten
   * @param share factor on the learning rate, as {@link Schedule#share}
   * @param ridge at least 0
   */
  public void update(double[][] slopes, double share, double ridge) {
    double[] gradient = network.gradient(slopes);
    double[] parameters = network.parameters();
    if (ridge > 0) {
      for (int k = 0; k < gradient.length; k++) {
        gradient[k] += ridge * parameters[k];
      }
    }
    clipping.ifPresent(bound -> bound.apply(gradient));
    adam.step(parameters, gradient, share);
    network.setParameters(parameters);
  }

  /** All that {@link #restore} needs to go on as if nothing had happened. */
  public double[] state() {
    double[] parameters = network.parameters();
    double[] moments = adam.state();
    double[] state = Arrays.copyOf(parameters, parameters.length + moments.length);
    System.arraycopy(moments, 0, state, parameters.length, moments.length);
    return state;
  }

  /**
   * Goes on from a state.
   *
   * @param state of {@link #state} of a training of the same shape
   * @throws IllegalArgumentException if it has another length
   */
  public void restore(double[] state) {
    int size = network.shape().numParameters();
    Checks.length("state of a training", state, state().length);
    network.setParameters(Arrays.copyOf(state, size));
    adam.restore(Arrays.copyOfRange(state, size, state.length));
  }
}

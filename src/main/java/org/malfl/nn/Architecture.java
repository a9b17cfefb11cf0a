package org.malfl.nn;

import java.util.List;
import java.util.SplittableRandom;

/**
 * How networks are built, whatever they are for.
 *
 * @param hidden sizes of the layers between inputs and outputs, each at least 1
 * @param activation of these layers
 * @param initialisation of weights
 */
public record Architecture(
    List<Integer> hidden, Activation activation, Initialisation initialisation) {
  /** A copy of the sizes is kept. */
  public Architecture {
    hidden = List.copyOf(hidden);
  }

  /** The shape of a network for some inputs and outputs. */
  public MultilayerPerceptron.Shape shape(int inputs, int outputs) {
    return new MultilayerPerceptron.Shape(inputs, hidden, outputs, activation);
  }

  /**
   * A network before training.
   *
   * @param random advanced by the weights' draws
   */
  public MultilayerPerceptron network(
      int inputs, int outputs, SplittableRandom random, MatrixProducts products) {
    return new MultilayerPerceptron(shape(inputs, outputs), initialisation, 1, random, products);
  }
}

package org.malfl.experiments;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.config.Schemas;
import org.malfl.games.StateEncoding;
import org.malfl.nn.Activation;
import org.malfl.nn.Architecture;
import org.malfl.nn.GradientClipping;
import org.malfl.nn.Initialisation;
import org.malfl.nn.NetworkDescription;
import org.malfl.nn.nd4j.LinearAlgebra;

/**
 * What the settings of all networks say of how they are built and trained.
 *
 * @param inputs what networks read of a joint state
 * @param hidden sizes of the layers between
 * @param activation of these layers
 * @param initialisation of weights
 * @param largestGradient norm to which longer gradients are scaled down; 0 for none
 * @param linearAlgebra who multiplies matrices
 */
record NetworkSettings(
    StateEncoding inputs,
    List<Integer> hidden,
    Activation activation,
    Initialisation initialisation,
    double largestGradient,
    LinearAlgebra linearAlgebra) {
  Architecture architecture() {
    return new Architecture(hidden, activation, initialisation);
  }

  Optional<GradientClipping> clipping() {
    return largestGradient > 0
        ? Optional.of(new GradientClipping(largestGradient))
        : Optional.empty();
  }

  /** The settings that a stage's key is made from, as a JSON value. */
  SortedMap<String, Object> tree() {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("inputs", Schemas.nameOf(inputs));
    tree.put("hidden", hidden);
    tree.put("activation", Schemas.nameOf(activation));
    tree.put("initialisation", Schemas.nameOf(initialisation));
    tree.put("largest_gradient", largestGradient);
    tree.put("linear_algebra", Schemas.nameOf(linearAlgebra));
    return tree;
  }

  /**
   * A network of these settings.
   *
   * @param outputGain factor on the first weights of its last layer
   * @param reads what else it reads besides a joint state, for people; empty if nothing
   */
  NetworkDescription network(int inputs, int outputs, double outputGain, String reads) {
    return new NetworkDescription(
        architecture().shape(inputs, outputs),
        initialisation,
        outputGain,
        Schemas.nameOf(this.inputs) + " of a joint state" + reads);
  }
}

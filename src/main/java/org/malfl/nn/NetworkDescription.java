package org.malfl.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.malfl.core.ArtifactException;
import org.malfl.core.Checks;
import org.malfl.io.JsonFields;
import org.malfl.io.NpyArray;

/**
 * What must be known of a network to use it again: a JSON object of a few members, and its weights
 * and biases as arrays,
 *
 * <pre>
 * layer_0_weights  [inputs, first hidden size]
 * layer_0_biases   [first hidden size]
 * layer_1_weights  …
 * </pre>
 *
 * <p>with y = f(x·W + b) in every layer and no f in the last.
 *
 * @param shape sizes and activation
 * @param initialisation of the weights before training
 * @param outputGain factor on the first weights of the last layer, finite, at least 0
 * @param inputs what the numbers of a row are, for people and for whoever makes these rows
 */
public record NetworkDescription(
    MultilayerPerceptron.Shape shape,
    Initialisation initialisation,
    double outputGain,
    String inputs) {
  /** Sizes beyond are no network's of ours, and might ask for memory without end. */
  private static final int LARGEST_SIZE = 1_000_000;

  private static final List<String> MEMBERS =
      List.of(
          "activation",
          "hidden",
          "initialisation",
          "input_size",
          "inputs",
          "output_gain",
          "output_size");

  /**
   * @throws IllegalArgumentException if the gain is negative or not finite, or a size above a
   *     million
   */
  public NetworkDescription {
    Objects.requireNonNull(initialisation);
    Objects.requireNonNull(inputs);
    if (!(outputGain >= 0 && outputGain < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "output gain is " + outputGain + "; valid: at least 0, finite");
    }
    shape.sizes().forEach(size -> Checks.inRange("size of a layer", size, 1, LARGEST_SIZE));
  }

  /** The JSON object, with sorted keys. */
  public SortedMap<String, Object> members() {
    SortedMap<String, Object> members = new TreeMap<>();
    members.put("activation", nameOf(shape.activation()));
    members.put("hidden", shape.hidden());
    members.put("initialisation", nameOf(initialisation));
    members.put("input_size", shape.inputs());
    members.put("inputs", inputs);
    members.put("output_gain", outputGain);
    members.put("output_size", shape.outputs());
    return members;
  }

  /**
   * The description that a JSON object is.
   *
   * @param name how to call the object in errors
   * @param value as {@code CanonicalJson.read} returns it
   * @throws ArtifactException if it is another object than {@link #members} makes
   */
  public static NetworkDescription of(String name, Object value) {
    JsonFields fields = new JsonFields(name, value);
    for (Object member : fields.names()) {
      if (!MEMBERS.contains(member)) {
        throw new ArtifactException(
            name
                + ": found the unknown member '"
                + member
                + "'; valid "
                + String.join(", ", MEMBERS));
      }
    }
    List<Integer> hidden = new ArrayList<>();
    for (Object size : fields.list("hidden")) {
      hidden.add(size(name, "hidden", size));
    }
    try {
      NetworkDescription description =
          new NetworkDescription(
              new MultilayerPerceptron.Shape(
                  size(name, "input_size", fields.value("input_size")),
                  hidden,
                  size(name, "output_size", fields.value("output_size")),
                  constant(fields, name, "activation", Activation.values())),
              constant(fields, name, "initialisation", Initialisation.values()),
              fields.number("output_gain"),
              fields.text("inputs"));
      description.shape.numParameters();
      return description;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ArtifactException(name + ": found no network: " + e.getMessage(), e);
    }
  }

  private static int size(String name, String member, Object value) {
    if (!(value instanceof Long size) || size < 1 || size > LARGEST_SIZE) {
      throw new ArtifactException(
          name
              + ": '"
              + member
              + "': found "
              + value
              + "; valid a whole number from 1 to "
              + LARGEST_SIZE);
    }
    return size.intValue();
  }

  private static <E extends Enum<E>> E constant(
      JsonFields fields, String name, String member, E[] valid) {
    String text = fields.text(member);
    for (E constant : valid) {
      if (nameOf(constant).equals(text)) {
        return constant;
      }
    }
    throw new ArtifactException(
        name
            + ": '"
            + member
            + "': found '"
            + text
            + "'; valid "
            + String.join(", ", Arrays.stream(valid).map(constant -> nameOf(constant)).toList()));
  }

  private static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Weights and biases by the names of their arrays.
   *
   * @param parameters in the order of {@link MultilayerPerceptron#parameters}
   * @throws IllegalArgumentException if there are more or fewer than the shape has
   */
  public SortedMap<String, NpyArray> arrays(double[] parameters) {
    Checks.length("parameters", parameters, shape.numParameters());
    SortedMap<String, NpyArray> arrays = new TreeMap<>();
    int from = 0;
    for (Part part : parts()) {
      int to = from + part.length();
      arrays.put(part.name, NpyArray.of(Arrays.copyOfRange(parameters, from, to), part.axes));
      from = to;
    }
    return arrays;
  }

  /** The names of the arrays, layer by layer, weights before biases. */
  public List<String> arrayNames() {
    return parts().stream().map(Part::name).toList();
  }

  /**
   * Weights and biases from their arrays.
   *
   * @param name how to call the network in errors
   * @param arrays by the names of {@link #arrayNames}
   * @return in the order of {@link MultilayerPerceptron#parameters}
   * @throws ArtifactException if an array is missing, unknown, of another shape or type, or holds a
   *     number that is not finite
   */
  public double[] parameters(String name, Map<String, NpyArray> arrays) {
    List<String> names = arrayNames();
    for (String found : arrays.keySet()) {
      if (!names.contains(found)) {
        throw new ArtifactException(
            name + ": found the array '" + found + "'; valid " + String.join(", ", names));
      }
    }
    double[] parameters = new double[shape.numParameters()];
    int next = 0;
    for (Part part : parts()) {
      String called = name + ": " + part.name;
      NpyArray array = arrays.get(part.name);
      if (array == null) {
        throw new ArtifactException(called + " is missing");
      }
      if (!Arrays.equals(array.shape(), part.axes)) {
        throw new ArtifactException(
            called
                + ": found shape "
                + Arrays.toString(array.shape())
                + "; valid "
                + Arrays.toString(part.axes));
      }
      for (double number : array.float64(called, part.length())) {
        if (!Double.isFinite(number)) {
          throw new ArtifactException(called + ": found " + number + "; valid finite numbers");
        }
        parameters[next++] = number;
      }
    }
    return parameters;
  }

  /**
   * A network with these weights and biases.
   *
   * @param parameters in the order of {@link MultilayerPerceptron#parameters}
   * @throws IllegalArgumentException if there are more or fewer than the shape has
   * @throws org.malfl.core.NumericalException if one is not finite
   */
  public MultilayerPerceptron network(double[] parameters, MatrixProducts products) {
    MultilayerPerceptron network =
        new MultilayerPerceptron(
            shape, Initialisation.GLOROT, outputGain, new SplittableRandom(0), products);
    network.setParameters(parameters);
    return network;
  }

  private List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    List<Integer> sizes = shape.sizes();
    for (int layer = 0; layer + 1 < sizes.size(); layer++) {
      int outputs = sizes.get(layer + 1);
      parts.add(new Part("layer_" + layer + "_weights", new int[] {sizes.get(layer), outputs}));
      parts.add(new Part("layer_" + layer + "_biases", new int[] {outputs}));
    }
    return parts;
  }

  private record Part(String name, int[] axes) {
    int length() {
      return Arrays.stream(axes).reduce(1, StrictMath::multiplyExact);
    }
  }
}

package org.malfl.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.malfl.core.Checks;

/**
 * Dense layers one after the other, y = f(x·W + b), the last one without an activation. It
 * remembers its last batch, which {@link #gradient} goes back through; so it belongs to one thread.
 */
public final class MultilayerPerceptron {
  private final Shape shape;
  private final MatrixProducts products;
  private final List<Layer> layers = new ArrayList<>();
  private final double[] parameters;
  private double[][] batch = {};

  /**
   * Sizes and activation.
   *
   * @param inputs numbers of a row of a batch, at least 1
   * @param hidden sizes of the layers between, each at least 1; empty for a linear map
   * @param outputs at least 1
   * @param activation of the layers between
   */
  public record Shape(int inputs, List<Integer> hidden, int outputs, Activation activation) {
    /**
     * @throws IllegalArgumentException if a size is out of range
     */
    public Shape {
      Checks.inRange("inputs", inputs, 1, Integer.MAX_VALUE);
      Checks.inRange("outputs", outputs, 1, Integer.MAX_VALUE);
      hidden = List.copyOf(hidden);
      hidden.forEach(size -> Checks.inRange("hidden size", size, 1, Integer.MAX_VALUE));
    }

    /** The inputs, then the outputs of each layer. */
    public List<Integer> sizes() {
      List<Integer> sizes = new ArrayList<>(List.of(inputs));
      sizes.addAll(hidden);
      sizes.add(outputs);
      return sizes;
    }

    /** How many weights and biases there are. */
    public int numParameters() {
      int sum = 0;
      for (int layer = 1; layer < sizes().size(); layer++) {
        sum =
            StrictMath.addExact(
                sum, StrictMath.multiplyExact(sizes().get(layer - 1) + 1, sizes().get(layer)));
      }
      return sum;
    }
  }

  /**
   * A network before training.
   *
   * @param initialisation of weights; biases are 0
   * @param outputGain factor on the weights of the last layer; others have 1
   * @param random advanced by the weights' draws
   */
  public MultilayerPerceptron(
      Shape shape,
      Initialisation initialisation,
      double outputGain,
      SplittableRandom random,
      MatrixProducts products) {
    this.shape = shape;
    this.products = products;
    List<Integer> sizes = shape.sizes();
    for (int k = 1; k < sizes.size(); k++) {
      boolean last = k == sizes.size() - 1;
      layers.add(
          new Layer(
              initialisation.weights(sizes.get(k - 1), sizes.get(k), last ? outputGain : 1, random),
              last ? Activation.IDENTITY : shape.activation()));
    }
    this.parameters = new double[shape.numParameters()];
    int next = 0;
    for (Layer layer : layers) {
      next = layer.read(parameters, next);
    }
  }

  /** Sizes and activation. */
  public Shape shape() {
    return shape;
  }

  /**
   * A copy of all weights and biases: by layer, weights {@code [in][out]} row-major, then biases.
   */
  public double[] parameters() {
    return parameters.clone();
  }

  /**
   * Sets all weights and biases.
   *
   * @param values in the order of {@link #parameters}, finite
   * @throws IllegalArgumentException if there are more or fewer
   * @throws org.malfl.core.NumericalException if one is not finite
   */
  public void setParameters(double[] values) {
    Checks.length("parameters", values, parameters.length);
    Checks.finite("parameters of a network", values);
    System.arraycopy(values, 0, parameters, 0, values.length);
    int next = 0;
    for (Layer layer : layers) {
      next = layer.write(parameters, next);
    }
  }

  /**
   * The network's values.
   *
   * @param inputs {@code [batch][inputs]}; kept until the next call, not to be written to before
   * @return {@code [batch][outputs]}, overwritten by the next call
   */
  public double[][] outputs(double[][] inputs) {
    batch = inputs;
    double[][] values = inputs;
    for (Layer layer : layers) {
      values = layer.forward(values);
    }
    return values;
  }

  /**
   * The gradient of a loss of the last outputs.
   *
   * @param slopes ∂loss/∂outputs, {@code [batch][outputs]}; overwritten
   * @return in the order of {@link #parameters}
   */
  public double[] gradient(double[][] slopes) {
    double[] gradient = new double[parameters.length];
    double[][] back = slopes;
    int end = gradient.length;
    for (int k = layers.size() - 1; k >= 0; k--) {
      Layer layer = layers.get(k);
      double[][] inputs = k == 0 ? batch : layers.get(k - 1).values;
      end -= layer.numParameters();
      back = layer.backward(inputs, back, gradient, end, k > 0);
    }
    return gradient;
  }

  private final class Layer {
    private final double[][] weights;
    private final double[] biases;
    private final Activation activation;
    private double[][] sums = {};
    private double[][] values = {};
    private double[][] slopes = {};
    private final double[][] weightSlopes;

    Layer(double[][] weights, Activation activation) {
      this.weights = weights;
      this.biases = new double[weights[0].length];
      this.activation = activation;
      this.weightSlopes = new double[weights.length][biases.length];
    }

    int numParameters() {
      return (weights.length + 1) * biases.length;
    }

    int read(double[] parameters, int from) {
      int next = from;
      for (double[] row : weights) {
        System.arraycopy(row, 0, parameters, next, row.length);
        next += row.length;
      }
      System.arraycopy(biases, 0, parameters, next, biases.length);
      return next + biases.length;
    }

    int write(double[] parameters, int from) {
      int next = from;
      for (double[] row : weights) {
        System.arraycopy(parameters, next, row, 0, row.length);
        next += row.length;
      }
      System.arraycopy(parameters, next, biases, 0, biases.length);
      return next + biases.length;
    }

    double[][] forward(double[][] inputs) {
      if (sums.length != inputs.length) {
        sums = new double[inputs.length][biases.length];
        values = new double[inputs.length][biases.length];
        slopes = new double[inputs.length][weights.length];
      }
      products.multiply(inputs, weights, sums);
      for (int row = 0; row < sums.length; row++) {
        double[] sum = sums[row];
        for (int k = 0; k < sum.length; k++) {
          sum[k] += biases[k];
        }
        activation.apply(sum, values[row]);
      }
      return values;
    }

    /** Slopes of the inputs, if anybody needs them. */
    double[][] backward(
        double[][] inputs, double[][] back, double[] gradient, int from, boolean further) {
      int biasesFrom = from + weights.length * biases.length;
      for (int row = 0; row < back.length; row++) {
        double[] slope = back[row];
        activation.multiplyBySlopes(values[row], slope);
        for (int k = 0; k < slope.length; k++) {
          gradient[biasesFrom + k] += slope[k];
        }
      }
      products.multiplyTransposedFirst(inputs, back, weightSlopes);
      for (int row = 0; row < weights.length; row++) {
        System.arraycopy(weightSlopes[row], 0, gradient, from + row * biases.length, biases.length);
      }
      if (further) {
        products.multiplyTransposedSecond(back, weights, slopes);
      }
      return slopes;
    }
  }
}

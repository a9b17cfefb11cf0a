package org.malfl.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.malfl.core.Adam;
import org.malfl.nn.Activation;
import org.malfl.nn.Initialisation;
import org.malfl.nn.MultilayerPerceptron;
import org.malfl.nn.OutputLoss;
import org.malfl.nn.nd4j.LinearAlgebra;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Training a network for one step: forward, squared error, backward, Adam. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TrainingStepBenchmark {
  @Param({"ROWS", "ND4J", "BY_SHAPE"})
  public LinearAlgebra algebra;

  /** Sizes from the inputs to the outputs, and the batch. */
  @Param({"14-64-64-1/2025", "14-64-64-1/256", "14-256-256-1/512"})
  public String network;

  private MultilayerPerceptron perceptron;
  private Adam adam;
  private double[] parameters;
  private double[][] inputs;
  private double[][] targets;
  private double[][] slopes;

  /** Draws network and batch. */
  @Setup
  public void prepare() {
    String[] parts = network.split("/", -1);
    List<Integer> sizes = new ArrayList<>();
    for (String size : parts[0].split("-", -1)) {
      sizes.add(Integer.parseInt(size));
    }
    int last = sizes.size() - 1;
    SplittableRandom random = new SplittableRandom(1);
    perceptron =
        new MultilayerPerceptron(
            new MultilayerPerceptron.Shape(
                sizes.get(0), sizes.subList(1, last), sizes.get(last), Activation.TANH),
            Initialisation.ORTHOGONAL,
            1,
            random,
            algebra.products());
    parameters = perceptron.parameters();
    adam = new Adam(parameters.length, 1e-3);
    int batch = Integer.parseInt(parts[1]);
    inputs = random(batch, sizes.get(0), random);
    targets = random(batch, sizes.get(last), random);
    slopes = new double[batch][sizes.get(last)];
  }

  private static double[][] random(int rows, int columns, SplittableRandom random) {
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      for (int k = 0; k < columns; k++) {
        row[k] = random.nextDouble() - 0.5;
      }
    }
    return matrix;
  }

  /** A step on the whole batch. */
  @Benchmark
  public double step() {
    double loss = OutputLoss.SQUARED_ERROR.of(perceptron.outputs(inputs), targets, slopes);
    adam.step(parameters, perceptron.gradient(slopes));
    perceptron.setParameters(parameters);
    return loss;
  }
}

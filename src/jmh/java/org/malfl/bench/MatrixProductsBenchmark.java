package org.malfl.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.malfl.nn.MatrixProducts;
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

/** The three products of a dense layer: what the rule of {@code ProductsByShape} rests on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class MatrixProductsBenchmark {
  @Param({"ROWS", "ND4J"})
  public LinearAlgebra algebra;

  /** Rows of the batch, inputs and outputs of the layer. */
  @Param({
    "2025x14x64",
    "2025x64x64",
    "2025x64x1",
    "64x14x64",
    "64x64x64",
    "64x64x5",
    "512x14x256",
    "512x256x256",
    "512x256x1",
    "1x64x64"
  })
  public String layer;

  private MatrixProducts products;
  private double[][] inputs;
  private double[][] weights;
  private double[][] outputs;
  private double[][] slopes;
  private double[][] weightSlopes;
  private double[][] inputSlopes;

  /** Draws the matrices. */
  @Setup
  public void prepare() {
    String[] sizes = layer.split("x", -1);
    int batch = Integer.parseInt(sizes[0]);
    int in = Integer.parseInt(sizes[1]);
    int out = Integer.parseInt(sizes[2]);
    SplittableRandom random = new SplittableRandom(1);
    products = algebra.products();
    inputs = random(batch, in, random);
    weights = random(in, out, random);
    slopes = random(batch, out, random);
    outputs = new double[batch][out];
    weightSlopes = new double[in][out];
    inputSlopes = new double[batch][in];
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

  /** Batch times weights. */
  @Benchmark
  public double[][] outputs() {
    products.multiply(inputs, weights, outputs);
    return outputs;
  }

  /** Transposed batch times slopes of the outputs. */
  @Benchmark
  public double[][] weightSlopes() {
    products.multiplyTransposedFirst(inputs, slopes, weightSlopes);
    return weightSlopes;
  }

  /** Slopes of the outputs times transposed weights. */
  @Benchmark
  public double[][] inputSlopes() {
    products.multiplyTransposedSecond(slopes, weights, inputSlopes);
    return inputSlopes;
  }
}

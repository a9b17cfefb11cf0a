package org.malfl.nn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.core.Adam;
import org.malfl.io.NpyArray;
import org.malfl.nn.nd4j.LinearAlgebra;

/**
 * Processor time per training step beside PyTorch, both on one thread, in turn, from the same
 * weights: the table of docs/performance.md, in {@code target/training_steps.md}. Needs a python3
 * with NumPy and PyTorch, the one that the environment variable {@code PYTHON} names or {@code
 * /usr/bin/python3}.
 */
class TrainingStepsBesidePyTorch {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final double LEARNING_RATE = 1e-3;
  private static final int ROUNDS = 15;
  private static final double NANOSECONDS_PER_TURN = 3e8;

  @TempDir Path folder;

  /** Trains for some steps and remembers the loss before the last of them. */
  private interface Trainer {
    double nanosecondsPerStep(int steps) throws IOException;

    double loss();
  }

  private static final class OurTrainer implements Trainer {
    private final MultilayerPerceptron network;
    private final Adam adam;
    private final double[] parameters;
    private final double[][] inputs;
    private final double[][] targets;
    private final double[][] slopes;
    private double loss;

    OurTrainer(MultilayerPerceptron network, double[][] inputs, double[][] targets) {
      this.network = network;
      this.parameters = network.parameters();
      this.adam = new Adam(parameters.length, LEARNING_RATE);
      this.inputs = inputs;
      this.targets = targets;
      this.slopes = new double[targets.length][targets[0].length];
    }

    @Override
    public double nanosecondsPerStep(int steps) {
      long start = PROCESS.getProcessCpuTime();
      for (int step = 0; step < steps; step++) {
        loss = OutputLoss.SQUARED_ERROR.of(network.outputs(inputs), targets, slopes);
        adam.step(parameters, network.gradient(slopes));
        network.setParameters(parameters);
      }
      return (double) (PROCESS.getProcessCpuTime() - start) / steps;
    }

    @Override
    public double loss() {
      return loss;
    }
  }

  private static final class PyTorch implements Trainer, AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final OutputStream questions;
    private final String version;
    private double loss;

    PyTorch(Path folder) throws IOException {
      String python = System.getenv().getOrDefault("PYTHON", "/usr/bin/python3");
      ProcessBuilder builder =
          new ProcessBuilder(
              python,
              "src/test/python/pytorch_steps.py",
              folder.toString(),
              Double.toString(LEARNING_RATE));
      builder.environment().putAll(Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1"));
      process = builder.redirectError(folder.resolve("stderr.txt").toFile()).start();
      answers = process.inputReader(UTF_8);
      questions = process.getOutputStream();
      version = answers.readLine();
      assumeTrue(version != null, Files.readString(folder.resolve("stderr.txt")));
    }

    @Override
    public double nanosecondsPerStep(int steps) throws IOException {
      questions.write((steps + "\n").getBytes(UTF_8));
      questions.flush();
      String[] answer = answers.readLine().split(" ", -1);
      loss = Double.parseDouble(answer[1]);
      return Double.parseDouble(answer[0]);
    }

    @Override
    public double loss() {
      return loss;
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  private static double[][] random(int rows, int columns, SplittableRandom random) {
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      Arrays.setAll(row, k -> 2 * random.nextDouble() - 1);
    }
    return matrix;
  }

  private static void write(Path file, NpyArray array) throws IOException {
    try (OutputStream stream = Files.newOutputStream(file)) {
      for (ByteBuffer buffer : array.bytes()) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        stream.write(bytes);
      }
    }
  }

  private static NpyArray array(double[][] matrix) {
    double[] flat = Arrays.stream(matrix).flatMapToDouble(Arrays::stream).toArray();
    return NpyArray.of(flat, matrix.length, matrix[0].length);
  }

  @Test
  void stepsTakeTheTimesOfTheTable() throws IOException {
    List<String> table = new ArrayList<>();
    table.add("| network, batch | PyTorch | " + names() + " |");
    table.add("|---|---|" + "---|".repeat(LinearAlgebra.values().length));
    table.add(row(List.of(14, 64, 64, 1), 2025));
    table.add(row(List.of(14, 64, 64, 1), 256));
    table.add(row(List.of(14, 256, 256, 1), 512));
    Files.write(Path.of("target/training_steps.md"), table);
    table.forEach(System.out::println);
  }

  private static String names() {
    return String.join(
        " | ",
        Arrays.stream(LinearAlgebra.values())
            .map(algebra -> "`" + algebra.name().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
            .toList());
  }

  private String row(List<Integer> sizes, int batch) throws IOException {
    int last = sizes.size() - 1;
    NetworkDescription description =
        new NetworkDescription(
            new MultilayerPerceptron.Shape(
                sizes.get(0), sizes.subList(1, last), sizes.get(last), Activation.TANH),
            Initialisation.ORTHOGONAL,
            1,
            "random numbers");
    SplittableRandom random = new SplittableRandom(1);
    double[] parameters =
        new MultilayerPerceptron(
                description.shape(),
                description.initialisation(),
                description.outputGain(),
                random,
                new RowProducts())
            .parameters();
    double[][] inputs = random(batch, sizes.get(0), random);
    double[][] targets = random(batch, sizes.get(last), random);
    Path exchange = Files.createDirectory(folder.resolve(sizes + "-" + batch));
    for (Map.Entry<String, NpyArray> part : description.arrays(parameters).entrySet()) {
      write(exchange.resolve(part.getKey() + ".npy"), part.getValue());
    }
    write(exchange.resolve("inputs.npy"), array(inputs));
    write(exchange.resolve("targets.npy"), array(targets));

    try (PyTorch pyTorch = new PyTorch(exchange)) {
      List<Trainer> trainers = new ArrayList<>(List.of(pyTorch));
      for (LinearAlgebra algebra : LinearAlgebra.values()) {
        trainers.add(
            new OurTrainer(description.network(parameters, algebra.products()), inputs, targets));
      }
      for (Trainer trainer : trainers) {
        trainer.nanosecondsPerStep(30);
        assertEquals(pyTorch.loss(), trainer.loss(), 1e-9, "not the same training");
      }
      Map<Trainer, double[]> times = times(trainers);
      StringBuilder row = new StringBuilder("| ");
      row.append(String.join("-", sizes.stream().map(String::valueOf).toList()));
      row.append(", ").append(batch);
      for (Trainer trainer : trainers) {
        double[] sorted = times.get(trainer).clone();
        double[] ratios = new double[ROUNDS];
        Arrays.setAll(ratios, k -> times.get(trainer)[k] / times.get(pyTorch)[k]);
        Arrays.sort(sorted);
        Arrays.sort(ratios);
        row.append(String.format(Locale.ROOT, " | %.2f ms", sorted[ROUNDS / 2] / 1e6));
        if (trainer != pyTorch) {
          row.append(
              String.format(
                  Locale.ROOT,
                  ", %.2f (%.2f to %.2f)",
                  ratios[ROUNDS / 2],
                  ratios[1],
                  ratios[ROUNDS - 2]));
        }
      }
      return row.append(" |").toString();
    }
  }

  /** Each in turn, in rounds, each for the same time. */
  private static Map<Trainer, double[]> times(List<Trainer> trainers) throws IOException {
    Map<Trainer, double[]> times = new HashMap<>();
    Map<Trainer, Integer> steps = new HashMap<>();
    for (Trainer trainer : trainers) {
      double perStep = trainer.nanosecondsPerStep(100);
      steps.put(trainer, (int) Math.max(1, NANOSECONDS_PER_TURN / perStep));
      times.put(trainer, new double[ROUNDS]);
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (Trainer trainer : trainers) {
        times.get(trainer)[round] = trainer.nanosecondsPerStep(steps.get(trainer));
      }
    }
    return times;
  }
}

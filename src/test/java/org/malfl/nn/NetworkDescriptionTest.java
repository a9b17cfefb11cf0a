package org.malfl.nn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.malfl.core.Adam;
import org.malfl.core.ArtifactException;
import org.malfl.io.CanonicalJson;
import org.malfl.io.NpyArray;
import org.malfl.nn.nd4j.LinearAlgebra;
import org.malfl.reference.ReferenceFiles;

class NetworkDescriptionTest {
  private static final NetworkDescription SMALL =
      new NetworkDescription(
          new MultilayerPerceptron.Shape(5, List.of(7), 3, Activation.TANH),
          Initialisation.ORTHOGONAL,
          0.01,
          "row and column of each agent");

  private static NpyArray reference(String name) {
    return NpyArray.read(name, ReferenceFiles.bytes("network/" + name + ".npy"));
  }

  private static double[] numbers(String name) {
    NpyArray array = reference(name);
    return array.float64(name, array.size());
  }

  private static double[][] matrix(String name) {
    double[] numbers = numbers(name);
    int[] shape = reference(name).shape();
    double[][] matrix = new double[shape[0]][shape[1]];
    for (int row = 0; row < shape[0]; row++) {
      System.arraycopy(numbers, row * shape[1], matrix[row], 0, shape[1]);
    }
    return matrix;
  }

  private static double[] written() {
    Map<String, NpyArray> arrays = new TreeMap<>();
    SMALL.arrayNames().forEach(name -> arrays.put(name, reference(name)));
    return SMALL.parameters("network", arrays);
  }

  /** Largest difference, relative to the largest number. */
  private static double difference(double[] expected, double[] found) {
    assertEquals(expected.length, found.length);
    double most = 0;
    double scale = 0;
    for (int k = 0; k < expected.length; k++) {
      most = Math.max(most, Math.abs(expected[k] - found[k]));
      scale = Math.max(scale, Math.abs(expected[k]));
    }
    return most / scale;
  }

  private static double[] flat(double[][] matrix) {
    double[] flat = new double[matrix.length * matrix[0].length];
    for (int row = 0; row < matrix.length; row++) {
      System.arraycopy(matrix[row], 0, flat, row * matrix[0].length, matrix[0].length);
    }
    return flat;
  }

  /** reference/network/make.py writes what is compared here. */
  @Test
  void aNetworkWrittenByNumPyTrainsAsInNumPy() {
    for (LinearAlgebra algebra : LinearAlgebra.values()) {
      MultilayerPerceptron network = SMALL.network(written(), algebra.products());
      double[][] inputs = matrix("inputs");
      double[][] targets = matrix("targets");
      double[] losses = numbers("losses");
      double[][] after = matrix("parameters_after_steps");
      Adam adam = new Adam(network.shape().numParameters(), 0.01);
      double[] parameters = network.parameters();
      for (int step = 0; step < losses.length; step++) {
        double[][] outputs = network.outputs(inputs);
        double[][] slopes = new double[targets.length][3];
        double loss = OutputLoss.SQUARED_ERROR.of(outputs, targets, slopes);
        assertEquals(losses[step], loss, 1e-12 * losses[0]);
        if (step == 0) {
          assertTrue(difference(numbers("outputs"), flat(outputs)) < 1e-13);
        }
        double[] gradient = network.gradient(slopes);
        if (step == 0) {
          assertTrue(difference(numbers("gradient"), gradient) < 1e-13);
        }
        adam.step(parameters, gradient);
        network.setParameters(parameters);
        assertTrue(difference(after[step], parameters) < 1e-12);
      }
    }
  }

  @Property(tries = 200)
  void whatIsWrittenIsReadAgain(
      @ForAll Activation activation,
      @ForAll Initialisation initialisation,
      @ForAll @DoubleRange(max = 10) double gain,
      @ForAll String inputs,
      @ForAll @IntRange(min = 1, max = 6) int inputSize,
      @ForAll @Size(max = 3) List<@IntRange(min = 1, max = 6) Integer> hidden,
      @ForAll @IntRange(min = 1, max = 4) int outputSize,
      @ForAll long seed) {
    NetworkDescription description =
        new NetworkDescription(
            new MultilayerPerceptron.Shape(inputSize, hidden, outputSize, activation),
            initialisation,
            gain,
            wellFormed(inputs));
    NetworkDescription read =
        NetworkDescription.of(
            "network.json",
            CanonicalJson.read("network.json", CanonicalJson.write(description.members())));
    assertEquals(description, read);

    SplittableRandom random = new SplittableRandom(seed);
    MultilayerPerceptron network =
        new MultilayerPerceptron(
            description.shape(), initialisation, gain, random, new RowProducts());
    double[] parameters = network.parameters();
    for (int k = 0; k < parameters.length; k++) {
      parameters[k] += random.nextDouble();
    }
    network.setParameters(parameters);
    Map<String, NpyArray> files = new TreeMap<>();
    description
        .arrays(parameters)
        .forEach((name, array) -> files.put(name, NpyArray.read(name, bytes(array))));
    assertEquals(description.arrayNames().stream().sorted().toList(), List.copyOf(files.keySet()));
    MultilayerPerceptron again = read.network(read.parameters("network", files), new RowProducts());
    assertArrayEquals(parameters, again.parameters(), 0);
    double[][] row = new double[1][inputSize];
    for (int k = 0; k < inputSize; k++) {
      row[0][k] = random.nextDouble();
    }
    assertArrayEquals(network.outputs(row)[0], again.outputs(row)[0], 0);
  }

  /** Halves of characters are no UTF-8. */
  private static String wellFormed(String text) {
    StringBuilder whole = new StringBuilder();
    text.codePoints()
        .filter(point -> Character.getType(point) != Character.SURROGATE)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }

  private static byte[] bytes(NpyArray array) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuffer buffer : array.bytes()) {
      byte[] piece = new byte[buffer.remaining()];
      buffer.get(piece);
      bytes.writeBytes(piece);
    }
    return bytes.toByteArray();
  }

  @Test
  void weightsAreRowsOfInputsAndLayersFollowEachOther() {
    double[] parameters = new double[SMALL.shape().numParameters()];
    for (int k = 0; k < parameters.length; k++) {
      parameters[k] = k;
    }
    Map<String, NpyArray> arrays = SMALL.arrays(parameters);
    assertArrayEquals(new int[] {5, 7}, arrays.get("layer_0_weights").shape());
    assertArrayEquals(new int[] {7}, arrays.get("layer_0_biases").shape());
    assertArrayEquals(new int[] {7, 3}, arrays.get("layer_1_weights").shape());
    assertArrayEquals(new int[] {3}, arrays.get("layer_1_biases").shape());
    assertEquals(7, arrays.get("layer_0_weights").element(7));
    assertEquals(35, arrays.get("layer_0_biases").element(0));
    assertEquals(42, arrays.get("layer_1_weights").element(0));
    assertEquals(63, arrays.get("layer_1_biases").element(0));
  }

  @Test
  void theJsonObjectIsAsDocumented() {
    assertEquals(
        "{\"activation\":\"tanh\",\"hidden\":[7],\"initialisation\":\"orthogonal\",\"input_size\":5,"
            + "\"inputs\":\"row and column of each agent\",\"output_gain\":0.01,\"output_size\":3}",
        CanonicalJson.line(SMALL.members()));
  }

  private static void assertRefused(String message, String json) {
    ArtifactException refused =
        assertThrows(
            ArtifactException.class,
            () ->
                NetworkDescription.of(
                    "n.json", CanonicalJson.read("n.json", json.getBytes(UTF_8))));
    assertEquals(message, refused.getMessage());
  }

  @Test
  void otherJsonObjectsAreRefused() {
    String good = CanonicalJson.line(SMALL.members());
    assertRefused("n.json: found no JSON object", "[1]");
    assertRefused("n.json: 'hidden' is missing", "{}");
    assertRefused(
        "n.json: found the unknown member 'dropout'; valid activation, hidden, initialisation,"
            + " input_size, inputs, output_gain, output_size",
        good.replace("{", "{\"dropout\":1,"));
    assertRefused(
        "n.json: 'activation': found 'relo'; valid tanh, relu, leaky-relu, identity",
        good.replace("\"tanh\"", "\"relo\""));
    for (String size : List.of("0", "-1", "1000001", "9223372036854775807", "2.5", "\"7\"")) {
      String shown = size.replace("\"", "");
      assertRefused(
          "n.json: 'hidden': found " + shown + "; valid a whole number from 1 to 1000000",
          good.replace("[7]", "[" + size + "]"));
    }
    assertRefused(
        "n.json: found no network: output gain is -1.0; valid: at least 0, finite",
        good.replace("0.01", "-1.0"));
    assertRefused(
        "n.json: found no network: integer overflow",
        good.replace("[7]", "[1000000, 1000000, 1000000]"));
  }

  @Test
  void arraysOfAnotherNetworkAreRefused() {
    double[] parameters = written();
    List<String> messages = new ArrayList<>();
    List<NpyArray> wrong =
        List.of(
            NpyArray.of(new double[35], 7, 5),
            NpyArray.of(new double[35], 35),
            NpyArray.of(new long[35], 5, 7));
    for (NpyArray array : wrong) {
      Map<String, NpyArray> arrays = new TreeMap<>(SMALL.arrays(parameters));
      arrays.put("layer_0_weights", array);
      messages.add(refusal(arrays));
    }
    Map<String, NpyArray> missing = new TreeMap<>(SMALL.arrays(parameters));
    missing.remove("layer_1_biases");
    messages.add(refusal(missing));
    Map<String, NpyArray> more = new TreeMap<>(SMALL.arrays(parameters));
    more.put("layer_2_biases", NpyArray.of(new double[3], 3));
    messages.add(refusal(more));
    parameters[40] = Double.NaN;
    messages.add(refusal(SMALL.arrays(parameters)));
    assertEquals(
        List.of(
            "n: layer_0_weights: found shape [7, 5]; valid [5, 7]",
            "n: layer_0_weights: found shape [35]; valid [5, 7]",
            "n: layer_0_weights: found shape [5, 7] of '<i8'; valid 35 elements of '<f8'",
            "n: layer_1_biases is missing",
            "n: found the array 'layer_2_biases'; valid layer_0_weights, layer_0_biases,"
                + " layer_1_weights, layer_1_biases",
            "n: layer_0_biases: found NaN; valid finite numbers"),
        messages);
  }

  private static String refusal(Map<String, NpyArray> arrays) {
    return assertThrows(ArtifactException.class, () -> SMALL.parameters("n", arrays)).getMessage();
  }
}

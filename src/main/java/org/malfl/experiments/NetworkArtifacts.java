package org.malfl.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.config.Schemas;
import org.malfl.core.ArtifactException;
import org.malfl.io.NpyArray;
import org.malfl.nn.MultilayerPerceptron;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Derivation;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/**
 * The files of a network: {@code <name>.json} says what it is made of, {@code
 * <name>_layer_<k>_weights.npy} and {@code …_biases.npy} hold its numbers.
 *
 * @param name of the network
 * @param what it is, for people
 * @param shape of the network
 */
record NetworkArtifacts(String name, String what, MultilayerPerceptron.Shape shape) {
  private static final long DESCRIPTION_BYTES = 1000;
  private static final long HEADER_BYTES = 128;

  private List<Integer> sizes() {
    return shape.sizes();
  }

  private int numLayers() {
    return sizes().size() - 1;
  }

  private Artifact<Object> description() {
    return Formats.json(name + ".json", what + ": layers, sizes, activation");
  }

  private Artifact<NpyArray> weights(int layer) {
    return Formats.npy(
        name + "_layer_" + layer + "_weights.npy",
        "weights of a layer of " + what,
        List.of(Axis.of("input of the layer"), Axis.of("output of the layer")));
  }

  private Artifact<NpyArray> biases(int layer) {
    return Formats.npy(
        name + "_layer_" + layer + "_biases.npy",
        "biases of a layer of " + what,
        List.of(Axis.of("output of the layer")));
  }

  /** All files. */
  List<Artifact<?>> artifacts() {
    List<Artifact<?>> artifacts = new ArrayList<>(List.of(description()));
    for (int layer = 0; layer < numLayers(); layer++) {
      artifacts.add(weights(layer));
      artifacts.add(biases(layer));
    }
    return artifacts;
  }

  /** Bytes of all files. */
  long bytes() {
    return DESCRIPTION_BYTES
        + 2 * HEADER_BYTES * numLayers()
        + (long) Double.BYTES * shape.numParameters();
  }

  /** Writes all files. */
  void write(StageContext context, MultilayerPerceptron network) {
    double[] parameters = network.parameters();
    List<Object> layers = new ArrayList<>();
    int from = 0;
    for (int layer = 0; layer < numLayers(); layer++) {
      int inputs = sizes().get(layer);
      int outputs = sizes().get(layer + 1);
      int biasesFrom = from + inputs * outputs;
      int end = biasesFrom + outputs;
      context.write(
          weights(layer),
          NpyArray.of(Arrays.copyOfRange(parameters, from, biasesFrom), inputs, outputs));
      context.write(
          biases(layer), NpyArray.of(Arrays.copyOfRange(parameters, biasesFrom, end), outputs));
      from = end;
      Map<String, Object> described = new LinkedHashMap<>();
      described.put("inputs", inputs);
      described.put("outputs", outputs);
      described.put(
          "activation", layer + 1 < numLayers() ? Schemas.nameOf(shape.activation()) : "identity");
      described.put("weights", weights(layer).fileName());
      described.put("biases", biases(layer).fileName());
      layers.add(described);
    }
    context.write(
        description(),
        Map.of("formula", "outputs = activation(inputs · weights + biases)", "layers", layers));
  }

  /** The arrays as inputs of another stage, in roles that begin with the network's name. */
  List<Stage.Input> inputs(Stage stage) {
    List<Stage.Input> inputs = new ArrayList<>();
    for (int layer = 0; layer < numLayers(); layer++) {
      for (Artifact<NpyArray> array : List.of(weights(layer), biases(layer))) {
        String file = array.fileName();
        inputs.add(
            new Stage.Input(
                file.substring(0, file.length() - ".npy".length()), new Handle<>(stage, array)));
      }
    }
    return inputs;
  }

  /** The parameters that a stage left, for {@link MultilayerPerceptron#setParameters}. */
  double[] read(ArtifactReader reader, Stage stage) {
    return read(artifact -> reader.read(new Handle<>(stage, artifact)));
  }

  /** The parameters that are checked, for {@link MultilayerPerceptron#setParameters}. */
  double[] read(Derivation derivation) {
    return read(derivation::stored);
  }

  /**
   * The parameters in the order of {@link MultilayerPerceptron#parameters}.
   *
   * @throws ArtifactException if an array has another shape
   */
  private double[] read(Function<Artifact<NpyArray>, NpyArray> arrays) {
    double[] parameters = new double[shape.numParameters()];
    int next = 0;
    for (int layer = 0; layer < numLayers(); layer++) {
      int inputs = sizes().get(layer);
      int outputs = sizes().get(layer + 1);
      next = append(arrays, weights(layer), parameters, next, inputs, outputs);
      next = append(arrays, biases(layer), parameters, next, outputs);
    }
    return parameters;
  }

  private static int append(
      Function<Artifact<NpyArray>, NpyArray> arrays,
      Artifact<NpyArray> artifact,
      double[] parameters,
      int from,
      int... wanted) {
    NpyArray array = arrays.apply(artifact);
    if (array.type() != NpyArray.Type.FLOAT64 || !Arrays.equals(array.shape(), wanted)) {
      throw new ArtifactException(
          "%s: found shape %s of %s; valid %s of %s"
              .formatted(
                  artifact.fileName(),
                  Arrays.toString(array.shape()),
                  array.type(),
                  Arrays.toString(wanted),
                  NpyArray.Type.FLOAT64));
    }
    double[] values = array.float64(artifact.fileName(), array.size());
    System.arraycopy(values, 0, parameters, from, values.length);
    return from + values.length;
  }
}

package org.malfl.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.io.NpyArray;
import org.malfl.nn.MultilayerPerceptron;
import org.malfl.nn.NetworkDescription;
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
 * @param description of the network
 */
record NetworkArtifacts(String name, String what, NetworkDescription description) {
  private static final long DESCRIPTION_BYTES = 1000;
  private static final long HEADER_BYTES = 128;

  private Artifact<Object> json() {
    return Formats.json(name + ".json", what + ": sizes, activation, inputs");
  }

  private Artifact<NpyArray> array(String array) {
    List<Axis> axes = new ArrayList<>(List.of(Axis.of("output of the layer")));
    if (array.endsWith("_weights")) {
      axes.add(0, Axis.of("input of the layer"));
    }
    return Formats.npy(role(array) + ".npy", "a part of " + what, axes);
  }

  private String role(String array) {
    return name + "_" + array;
  }

  /** All files. */
  List<Artifact<?>> artifacts() {
    List<Artifact<?>> artifacts = new ArrayList<>(List.of(json()));
    description.arrayNames().forEach(array -> artifacts.add(array(array)));
    return artifacts;
  }

  /** Bytes of all files. */
  long bytes() {
    return DESCRIPTION_BYTES
        + HEADER_BYTES * description.arrayNames().size()
        + (long) Double.BYTES * description.shape().numParameters();
  }

  /** Writes all files. */
  void write(StageContext context, MultilayerPerceptron network) {
    description
        .arrays(network.parameters())
        .forEach((array, values) -> context.write(array(array), values));
    context.write(json(), description.members());
  }

  /** The arrays as inputs of another stage, in roles that begin with the network's name. */
  List<Stage.Input> inputs(Stage stage) {
    return description.arrayNames().stream()
        .map(array -> new Stage.Input(role(array), new Handle<>(stage, array(array))))
        .toList();
  }

  /** The parameters that a stage left, for {@link MultilayerPerceptron#setParameters}. */
  double[] read(ArtifactReader reader, Stage stage) {
    return read(artifact -> reader.read(new Handle<>(stage, artifact)));
  }

  /** The parameters that are checked, for {@link MultilayerPerceptron#setParameters}. */
  double[] read(Derivation derivation) {
    return read(derivation::stored);
  }

  private double[] read(Function<Artifact<NpyArray>, NpyArray> arrays) {
    SortedMap<String, NpyArray> read = new TreeMap<>();
    description.arrayNames().forEach(array -> read.put(array, arrays.apply(array(array))));
    return description.parameters(name, read);
  }
}

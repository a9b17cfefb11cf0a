package org.malfl.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.StoreReader;
import org.malfl.experiments.Experiment;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Provenance;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/**
 * A run that somebody tampered with, all of whose hashes and keys were mended. A thorough forger
 * also makes everything again that follows from what was changed.
 */
final class ForgedRun {
  private final StoreReader honest;
  private final boolean thorough;
  private final Experiment claimed;
  private final Map<String, byte[]> changed = new HashMap<>();

  /**
   * A forgery in which nothing is changed yet.
   *
   * @param honest the run as it was
   * @param thorough whether what follows is made again
   * @param claimed the experiment that the forged run says it is
   */
  ForgedRun(Path honest, boolean thorough, Experiment claimed) {
    this.honest = new StoreReader(honest);
    this.thorough = thorough;
    this.claimed = claimed;
  }

  /** A file of the honest run, by its path below the root. */
  byte[] file(String path) {
    Path file = Path.of(path);
    String parent = file.getParent() == null ? "" : file.getParent().toString();
    return honest.read(parent, file.getFileName().toString());
  }

  String text(String path) {
    return new String(file(path), UTF_8);
  }

  NpyArray array(String path) {
    return NpyArray.read(path, file(path));
  }

  /** The elements of a float64 array of the honest run. */
  double[] numbers(String path) {
    return array(path).float64(path, array(path).size());
  }

  void put(String path, byte[] content) {
    changed.put(path, content);
  }

  void put(String path, String content) {
    put(path, content.getBytes(UTF_8));
  }

  void put(String path, NpyArray array) {
    put(path, join(array.bytes()));
  }

  /** Puts other numbers into a float64 array. */
  void put(String path, double[] values) {
    put(path, NpyArray.of(values, array(path).shape()));
  }

  /** Exchanges two files. */
  void exchange(String one, String other) {
    put(one, file(other));
    put(other, file(one));
  }

  private static byte[] join(List<ByteBuffer> parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (ByteBuffer part : parts) {
      byte[] bytes = new byte[part.remaining()];
      part.duplicate().get(bytes);
      joined.writeBytes(bytes);
    }
    return joined.toByteArray();
  }

  /** Writes the forged run with hashes that fit. */
  void write(Path folder) {
    try (ArtifactStore store = new ArtifactStore(folder, note -> {})) {
      store.prepare(Experiment::isResult);
      Set<String> touched = new HashSet<>();
      SortedMap<String, Manifest> manifests = new TreeMap<>();
      Map<String, String> keys = new HashMap<>();
      List<Manifest> inOrder = new ArrayList<>();
      for (Stage stage : claimed.graph().stages()) {
        SortedMap<String, byte[]> files = files(stage, touched, store);
        ArtifactStore.StageWriter writer = store.begin(stage.path());
        files.forEach((name, content) -> writer.add(name, List.of(ByteBuffer.wrap(content))));
        Manifest manifest = writer.commit(Provenance.origin(stage, manifests));
        manifests.put(stage.path(), manifest);
        inOrder.add(manifest);
        keys.put(honest.manifest(stage.path()).origin().key(), manifest.origin().key());
      }
      SortedMap<String, byte[]> results = new TreeMap<>();
      if (thorough) {
        results.putAll(claimed.results(new StoredArtifacts(store), inOrder));
      } else {
        for (String name : honest.runManifest().orElseThrow().results().keySet()) {
          String text = text(name);
          for (Map.Entry<String, String> key : keys.entrySet()) {
            text = text.replace(key.getKey(), key.getValue());
          }
          results.put(name, text.getBytes(UTF_8));
        }
      }
      changed.forEach((path, content) -> results.replace(path, content));
      store.publish(results, inOrder);
    }
  }

  private SortedMap<String, byte[]> files(Stage stage, Set<String> touched, StoreReader store) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (Artifact<?> output : stage.outputs()) {
      files.put(output.fileName(), file(stage.path() + "/" + output.fileName()));
    }
    SortedMap<String, byte[]> before = new TreeMap<>(files);
    boolean follows =
        stage.inputs().stream()
            .anyMatch(input -> touched.contains(input.handle().producer().path()));
    if (thorough && follows) {
      stage.run(
          new StageContext() {
            @Override
            public <T> T read(Handle<T> handle) {
              return new StoredArtifacts(store).read(handle);
            }

            @Override
            public <T> void write(Artifact<T> output, T value) {
              files.put(output.fileName(), join(output.format().encode(value)));
            }

            @Override
            public void advance(long work) {
              // nobody watches
            }

            @Override
            public Optional<double[]> resumed() {
              return Optional.empty();
            }

            @Override
            public void checkpoint(Supplier<double[]> state) {
              // nobody cuts it short
            }
          });
    }
    files.replaceAll((name, content) -> changed.getOrDefault(stage.path() + "/" + name, content));
    if (files.entrySet().stream()
        .anyMatch(file -> !Arrays.equals(file.getValue(), before.get(file.getKey())))) {
      touched.add(stage.path());
    }
    return files;
  }
}

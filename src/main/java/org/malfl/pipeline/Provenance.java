package org.malfl.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Manifest;
import org.malfl.io.CanonicalJson;

/** What a stage is made from, and whether a directory is what a stage would leave. */
public final class Provenance {
  private Provenance() {}

  /** What a stage would be made from, its inputs being those of some manifests, by path. */
  public static Manifest.Origin origin(Stage stage, Map<String, Manifest> sources) {
    List<Manifest.Input> inputs = new ArrayList<>();
    for (Stage.Input input : stage.inputs()) {
      Manifest source = sources.get(input.handle().producer().path());
      String file = input.handle().artifact().fileName();
      inputs.add(
          new Manifest.Input(
              input.role(),
              source.origin().stage(),
              file,
              source.origin().key(),
              source.files().get(file).sha256()));
    }
    return new Manifest.Origin(
        stage.path(),
        stage.algorithm().name(),
        stage.algorithm().version(),
        stage.parameters(),
        inputs);
  }

  /** Why a stage's directory cannot stand as it is, for people; empty if it can. */
  public static String difference(Stage stage, Manifest manifest, Manifest.Origin wanted) {
    Manifest.Origin kept = manifest.origin();
    if (!kept.algorithm().equals(wanted.algorithm()) || kept.version() != wanted.version()) {
      return "made by %s version %d, now %s version %d"
          .formatted(kept.algorithm(), kept.version(), wanted.algorithm(), wanted.version());
    }
    SortedMap<String, Object> before = normalised(kept.parameters());
    SortedMap<String, Object> after = normalised(wanted.parameters());
    SortedSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
    if (!names.isEmpty()) {
      return "changed settings: " + String.join(", ", names);
    }
    if (!kept.inputs().equals(wanted.inputs())) {
      return "changed inputs";
    }
    return fileNames(stage).equals(List.copyOf(manifest.files().keySet()))
        ? ""
        : "its manifest names other files than the stage writes";
  }

  /** Parameters in the types that reading a manifest gives, so that 1 equals 1. */
  private static SortedMap<String, Object> normalised(SortedMap<String, Object> parameters) {
    SortedMap<String, Object> result = new TreeMap<>();
    parameters.forEach(
        (name, value) -> result.put(name, new String(CanonicalJson.write(value), UTF_8)));
    return result;
  }

  /** Names of the files that a stage writes, in order. */
  static List<String> fileNames(Stage stage) {
    return stage.outputs().stream().map(Artifact::fileName).sorted().toList();
  }
}

package org.malfl.artifacts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.malfl.core.ArtifactException;
import org.malfl.io.CanonicalJson;
import org.malfl.io.JsonFields;

/**
 * What a stage's directory holds and what it was made from. Its bytes depend on nothing else: no
 * time, host, path or thread count.
 *
 * @param origin what made the files
 * @param files size and hash of every file but the manifest, by name
 */
public record Manifest(Origin origin, SortedMap<String, FileEntry> files) {
  private static final Pattern FILE_NAMES = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*+");

  /** Name of the manifest's file. */
  public static final String FILE_NAME = "manifest.json";

  /** What identifies the content of a stage. */
  public static final class Origin {
    private final String stage;
    private final String algorithm;
    private final int version;
    private final SortedMap<String, Object> parameters;
    private final List<Input> inputs;

    /** Kept, since whoever reads the stage's artifacts names it. */
    private final String key;

    /**
     * The origin of a stage.
     *
     * @param stage path of the stage's directory below the store's root, with '/'
     * @param algorithm name of what runs in it
     * @param version version of the algorithm: the same key under another version gives other bytes
     * @param parameters all that the algorithm reads besides its inputs, as JSON values
     * @param inputs the artifacts that it reads
     */
    public Origin(
        String stage,
        String algorithm,
        int version,
        SortedMap<String, Object> parameters,
        List<Input> inputs) {
      this.stage = stage;
      this.algorithm = algorithm;
      this.version = version;
      this.parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
      this.inputs = List.copyOf(inputs);
      List<Object> contents = new ArrayList<>();
      for (Input input : inputs) {
        contents.add(Map.of("role", input.role(), "sha256", input.sha256()));
      }
      this.key =
          Sha256.of(
              CanonicalJson.write(
                  Map.of(
                      "algorithm", algorithm,
                      "version", version,
                      "parameters", parameters,
                      "inputs", contents)));
    }

    /** Path of the stage's directory below the store's root, with '/'. */
    public String stage() {
      return stage;
    }

    /** Name of what runs in the stage. */
    public String algorithm() {
      return algorithm;
    }

    /** Version of the algorithm. */
    public int version() {
      return version;
    }

    /** All that the algorithm reads besides its inputs, as JSON values; not to be changed. */
    public SortedMap<String, Object> parameters() {
      return parameters;
    }

    /** The artifacts that the stage reads. */
    public List<Input> inputs() {
      return inputs;
    }

    /**
     * SHA-256 over algorithm, version, parameters and the roles and content hashes of the inputs,
     * as canonical JSON. The stage's path is not part of it.
     */
    public String key() {
      return key;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Origin origin
          && stage.equals(origin.stage)
          && key.equals(origin.key)
          && inputs.equals(origin.inputs);
    }

    @Override
    public int hashCode() {
      return key.hashCode();
    }

    @Override
    public String toString() {
      return stage + " " + key;
    }
  }

  /**
   * An artifact that a stage reads.
   *
   * @param role what it is to the reading stage
   * @param stage path of the stage that made it
   * @param file its name there
   * @param key key of that stage
   * @param sha256 hash of the file
   */
  public record Input(String role, String stage, String file, String key, String sha256) {}

  /**
   * A file's fingerprint.
   *
   * @param size bytes
   * @param sha256 hash
   */
  public record FileEntry(long size, String sha256) {
    /** The fingerprint of some content. */
    public static FileEntry of(byte[] content) {
      return new FileEntry(content.length, Sha256.of(content));
    }

    /** How a file differs from one with this fingerprint, for people; empty if it does not. */
    public String difference(FileEntry there) {
      if (there.size != size) {
        return "has " + there.size + " bytes; its manifest says " + size;
      }
      return there.equals(this) ? "" : "has another SHA-256 than its manifest says";
    }
  }

  /** Whether a name is that of a file beside its manifest and nowhere else. */
  static boolean isFileName(String name) {
    return FILE_NAMES.matcher(name).matches();
  }

  /** Whether a path is that of a stage's manifest below the root and nowhere else. */
  static boolean isStageManifest(String path) {
    String[] names = path.split("/", -1);
    return names.length > 1
        && names[names.length - 1].equals(FILE_NAME)
        && Stream.of(names).allMatch(Manifest::isFileName);
  }

  /** Names of all files of the directory, this one among them. */
  SortedSet<String> fileNames() {
    SortedSet<String> names = new TreeSet<>(files.keySet());
    names.add(FILE_NAME);
    return names;
  }

  /** Canonical bytes of this manifest. */
  public byte[] bytes() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("stage", origin.stage());
    json.put("key", origin.key());
    json.put("algorithm", origin.algorithm());
    json.put("version", origin.version());
    json.put("parameters", origin.parameters());
    List<Object> inputs = new ArrayList<>();
    for (Input input : origin.inputs()) {
      inputs.add(
          Map.of(
              "role", input.role(),
              "stage", input.stage(),
              "file", input.file(),
              "key", input.key(),
              "sha256", input.sha256()));
    }
    json.put("inputs", inputs);
    json.put("files", fileTree(files));
    return CanonicalJson.write(json);
  }

  /** File entries as a JSON value. */
  static Map<String, Object> fileTree(SortedMap<String, FileEntry> files) {
    Map<String, Object> tree = new TreeMap<>();
    files.forEach(
        (name, file) -> tree.put(name, Map.of("size", file.size(), "sha256", file.sha256())));
    return tree;
  }

  /**
   * Reads a manifest.
   *
   * @param name how to call the file in errors
   * @throws ArtifactException if it is not the canonical form of a manifest, its key included
   */
  public static Manifest read(String name, byte[] bytes) {
    JsonFields json = new JsonFields(name, CanonicalJson.read(name, bytes));
    SortedMap<String, Object> parameters = new TreeMap<>();
    json.object("parameters")
        .members()
        .forEach((key, value) -> parameters.put((String) key, value));
    List<Input> inputs = new ArrayList<>();
    for (Object element : json.list("inputs")) {
      JsonFields input = new JsonFields(name + ": inputs", element);
      inputs.add(
          new Input(
              input.text("role"),
              input.text("stage"),
              input.text("file"),
              input.text("key"),
              input.text("sha256")));
    }
    Manifest manifest =
        new Manifest(
            new Origin(
                json.text("stage"),
                json.text("algorithm"),
                (int) json.whole("version"),
                parameters,
                inputs),
            readFiles(name, json.object("files"), Manifest::isFileName));
    if (!Arrays.equals(manifest.bytes(), bytes)) {
      throw new ArtifactException(
          name + ": not in canonical form, or its key is not that of its content");
    }
    return manifest;
  }

  /** The file entries of {@link #fileTree}, each under a name that is valid there. */
  static SortedMap<String, FileEntry> readFiles(
      String name, JsonFields entries, Predicate<String> valid) {
    SortedMap<String, FileEntry> files = new TreeMap<>();
    for (Object file : entries.names()) {
      JsonFields entry = entries.object((String) file);
      if (!valid.test((String) file)) {
        throw new ArtifactException(name + ": found the file name '" + file + "'");
      }
      files.put((String) file, new FileEntry(entry.whole("size"), entry.text("sha256")));
    }
    return files;
  }
}

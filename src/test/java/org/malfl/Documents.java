package org.malfl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The documents of the project and their fenced blocks. */
final class Documents {
  private Documents() {}

  /**
   * A fenced block.
   *
   * @param language after the fence
   * @param lines between the fences
   */
  record Block(String language, List<String> lines) {}

  /** README, contributing guide and everything in docs, relative to the project. */
  static List<Path> all() {
    List<Path> documents =
        new ArrayList<>(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")));
    try (Stream<Path> files = Files.list(Path.of("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return documents;
  }

  static List<String> lines(Path document) {
    try {
      return Files.readAllLines(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The fenced blocks of a document, in order. */
  static List<Block> blocks(Path document) {
    List<Block> blocks = new ArrayList<>();
    Block open = null;
    for (String line : lines(document)) {
      if (line.startsWith("```") && open == null) {
        open = new Block(line.substring(3), new ArrayList<>());
      } else if (line.equals("```")) {
        blocks.add(open);
        open = null;
      } else if (open != null) {
        open.lines().add(line);
      }
    }
    if (open != null) {
      throw new IllegalStateException(document + " has an open block");
    }
    return blocks;
  }
}

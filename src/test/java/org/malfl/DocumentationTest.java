package org.malfl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name exists, and what they quote is so. */
class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)[^)]*\\)");
  private static final Pattern CLASS =
      Pattern.compile("`(?:[a-z]+\\.)*([A-Z][a-z]+[A-Za-z]*)(?:\\.[A-Za-z_]+)?(?:\\(\\))?`");

  @Test
  void everyLinkAndPictureLeadsSomewhere() {
    List<String> broken = new ArrayList<>();
    for (Path document : Documents.all()) {
      for (String line : Documents.lines(document)) {
        for (Matcher link = LINK.matcher(line); link.find(); ) {
          Path target = Path.of(".").resolve(document).resolveSibling(link.group(1));
          if (!link.group(1).startsWith("http") && !Files.exists(target)) {
            broken.add(document + ": " + link.group(1));
          }
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  @Test
  void everyPictureIsShownSomewhere() throws IOException {
    String documents =
        Documents.all().stream()
            .flatMap(document -> Documents.lines(document).stream())
            .collect(Collectors.joining());
    try (Stream<Path> pictures = Files.list(Path.of("docs/images"))) {
      pictures.forEach(
          picture ->
              assertTrue(
                  documents.contains("images/" + picture.getFileName()), picture.toString()));
    }
  }

  @Test
  void everyClassThatIsNamedExists() throws IOException {
    Set<String> classes;
    try (Stream<Path> sources = Files.walk(Path.of("src"))) {
      classes =
          sources
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".java"))
              .map(name -> name.substring(0, name.length() - 5))
              .collect(Collectors.toSet());
    }
    classes.addAll(Set.of("StrictMath"));
    List<String> unknown = new ArrayList<>();
    for (Path document : Documents.all()) {
      for (String line : Documents.lines(document)) {
        for (Matcher name = CLASS.matcher(line); name.find(); ) {
          if (!classes.contains(name.group(1))) {
            unknown.add(document + ": " + name.group());
          }
        }
      }
    }
    assertEquals(List.of(), unknown);
  }

  /** A quotation starts with its file and leaves out lines, but changes none. */
  @Test
  void quotationsAreAsInTheSources() {
    int quotations = 0;
    for (Path document : Documents.all()) {
      for (Documents.Block block : Documents.blocks(document)) {
        if (block.language().equals("java") && block.lines().get(0).startsWith("// src/")) {
          quotations++;
          Path source = Path.of(block.lines().get(0).substring(3));
          List<String> rest = Documents.lines(source).stream().map(String::strip).toList();
          for (String line : block.lines().subList(1, block.lines().size())) {
            int at = rest.indexOf(line.strip());
            assertTrue(at >= 0, document + " quotes what " + source + " lacks: " + line);
            rest = rest.subList(at + 1, rest.size());
          }
        }
      }
    }
    assertTrue(quotations >= 6, quotations + " quotations");
  }
}

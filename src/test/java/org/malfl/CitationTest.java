package org.malfl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How to cite malfl, against the Citation File Format 1.2.0 and the rest of the project. */
class CitationTest {
  private static final Pattern VERSION =
      Pattern.compile("<artifactId>malfl</artifactId>\\s*<version>([^<]+)</version>");

  private static JsonNode citation() throws IOException {
    return new YAMLMapper().readTree(Path.of("CITATION.cff").toFile());
  }

  @Test
  void itHasWhatTheFormatRequires() throws IOException {
    JsonNode citation = citation();
    assertEquals("1.2.0", citation.path("cff-version").asText());
    assertEquals("software", citation.path("type").asText());
    for (String key : List.of("message", "title")) {
      assertFalse(citation.path(key).asText().isBlank(), key);
    }
    assertEquals("The malfl contributors", citation.path("authors").path(0).path("name").asText());
    for (JsonNode reference : citation.path("references")) {
      for (String key : List.of("type", "title", "authors")) {
        assertTrue(reference.has(key), key);
      }
    }
  }

  @Test
  void itsVersionAndLicenceAreThoseOfTheProject() throws IOException {
    Matcher version = VERSION.matcher(Files.readString(Path.of("pom.xml")));
    assertTrue(version.find());
    assertEquals(version.group(1), citation().path("version").asText());
    String licence = Files.readString(Path.of("LICENSE")).replaceAll("\\s+", " ");
    assertTrue(licence.contains("Apache License Version 2.0"));
    assertEquals("Apache-2.0", citation().path("license").asText());
  }

  @Test
  void itRefersToThePaperAsTheReadmeDoes() throws IOException {
    JsonNode paper = citation().path("references").path(0);
    String readme = Files.readString(Path.of("README.md")).replaceAll("\\s+", " ");
    StringBuilder authors = new StringBuilder();
    paper
        .path("authors")
        .forEach(
            author ->
                authors
                    .append(author.path("given-names").asText())
                    .append(' ')
                    .append(author.path("family-names").asText())
                    .append(", "));
    assertTrue(
        readme.contains(
            authors
                + "*"
                + paper.path("title").asText()
                + "*, "
                + paper.path("collection-title").asText()
                + ", "
                + paper.path("year").asText()),
        authors.toString());
  }
}

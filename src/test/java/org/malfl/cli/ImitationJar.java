package org.malfl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.malfl.artifacts.RunFolder;
import org.malfl.artifacts.Sha256;

/**
 * A command that imitates, run from the built jar with few epochs.
 *
 * @param folder that it runs in
 * @param command its name
 * @param options that make it short, each with its values, between blanks
 */
record ImitationJar(Path folder, String command, Map<String, String> options) {
  Jar.Result jar(String... arguments) {
    return new Jar(folder, List.of(), Map.of()).run(arguments);
  }

  String printed(String... arguments) {
    Jar.Result result = jar(arguments);
    assertEquals(0, result.code(), result.out() + result.err());
    return result.out();
  }

  /** The command's words with further options, which replace those of the same name. */
  String[] words(String... more) {
    List<String> words = new ArrayList<>(List.of(command));
    options.forEach(
        (name, values) -> {
          if (!List.of(more).contains(name)) {
            words.add(name);
            words.addAll(List.of(values.split(" ", -1)));
          }
        });
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  /** The same, into a folder. */
  String[] into(String outdir, String... more) {
    List<String> words = new ArrayList<>(List.of("--outdir", outdir));
    words.addAll(List.of(more));
    return words(words.toArray(String[]::new));
  }

  /** What the command prints when it runs into a folder, with further options. */
  String run(String outdir, String... more) {
    return printed(into(outdir, more));
  }

  SortedMap<String, String> hashes(String outdir) {
    return RunFolder.hashes(folder.resolve(outdir));
  }

  String firstLine(String file) throws IOException {
    return Files.readAllLines(folder.resolve(file)).get(0);
  }

  /**
   * With whatever threads, locale, time zone and folder the bytes are those of {@code expected}.
   */
  void assertSameBytesAnywhere(SortedMap<String, String> expected, String... more) {
    List<String> options = new ArrayList<>(List.of(more));
    options.addAll(List.of("--threads", "1"));
    run("with 1 thread", options.toArray(String[]::new));
    RunFolder.assertSameBytes(expected, hashes("with 1 thread"));
    Jar turkish =
        new Jar(
            folder,
            List.of(
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Duser.timezone=Asia/Kathmandu",
                "-Dfile.encoding=ISO-8859-9"),
            Map.of("LC_ALL", "tr_TR.UTF-8", "TZ", "Asia/Kathmandu"));
    options.set(options.size() - 1, "4");
    String[] arguments = into("a/b", options.toArray(String[]::new));
    assertEquals(0, turkish.run(arguments).code());
    RunFolder.assertSameBytes(expected, hashes("a/b"));
  }

  void assertPasses(String outdir) {
    for (String level : List.of("hashes", "derive", "rerun")) {
      String audit = printed("audit", outdir, "--level", level);
      assertTrue(audit.contains("Passed at level " + level + "."), audit);
    }
  }

  /** Wrong options are all named at once, without a trace, and nothing is run. */
  void assertRefused(List<String> problems, String... options) {
    Jar.Result result = jar(words(options));
    assertEquals(2, result.code(), result.err());
    assertEquals("", result.out());
    List<String> said = result.err().lines().toList();
    assertEquals(problems, said.subList(0, said.size() - 1));
    assertTrue(said.get(said.size() - 1).endsWith("nothing was run."), result.err());
    assertFalse(result.err().contains("\tat "), result.err());
    assertFalse(Files.exists(folder.resolve("outputs")), "something was written");
  }

  /** An audit finds a forged result, whose hash was mended, by what the stages give. */
  void assertForgedResultIsFound(String outdir, String name, String from, String to)
      throws IOException {
    String honest = Files.readString(folder.resolve(outdir).resolve(name));
    String forged = honest.replaceFirst(from, to);
    assertFalse(forged.equals(honest), from + " is not in\n" + honest);
    assertEquals(honest.length(), forged.length());
    Files.writeString(folder.resolve(outdir).resolve(name), forged);
    Path manifest = folder.resolve(outdir).resolve("manifest.json");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replace(Sha256.of(honest.getBytes(UTF_8)), Sha256.of(forged.getBytes(UTF_8))));
    assertEquals(0, jar("audit", outdir, "--level", "hashes").code());
    Jar.Result derive = jar("audit", outdir);
    assertEquals(3, derive.code(), derive.out());
    assertTrue(derive.out().contains(name), derive.out());
    assertTrue(derive.out().contains("is not what the stages give"), derive.out());
  }
}

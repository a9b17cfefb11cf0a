package org.malfl.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malfl.core.ArtifactException;
import org.malfl.core.EnvironmentException;

class ArtifactStoreTest {
  @TempDir Path root;
  private final List<String> notes = new ArrayList<>();
  private ArtifactStore store;

  @BeforeEach
  void open() {
    store = new ArtifactStore(root, notes::add);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Manifest.Origin origin(String stage, Object value) {
    return new Manifest.Origin(
        stage,
        "test",
        1,
        new TreeMap<>(Map.of("value", value)),
        List.of(new Manifest.Input("in", "f/other", "x.npy", "key", "hash")));
  }

  private Manifest write(String stage, String content) {
    ArtifactStore.StageWriter writer = store.begin(stage);
    writer.add("a.txt", List.of(ByteBuffer.wrap(content.getBytes(UTF_8))));
    assertFalse(store.exists(stage));
    return writer.commit(origin(stage, 1));
  }

  @Test
  void aStageAppearsWithItsManifestAndReadsBack() {
    Manifest written = write("f/stage", "abc");
    Manifest read = store.manifest("f/stage");
    assertArrayEquals(written.bytes(), read.bytes());
    store.verify(read);
    // printf abc | sha256sum
    assertEquals(
        new Manifest.FileEntry(
            3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        read.files().get("a.txt"));
    assertArrayEquals("abc".getBytes(UTF_8), store.read("f/stage", "a.txt"));
    assertTrue(notes.isEmpty());
  }

  @Test
  void theKeyDependsOnContentsAndNotOnPaths() {
    assertEquals(origin("a", 1).key(), origin("b", 1).key());
    assertFalse(origin("a", 1).key().equals(origin("a", 2).key()));
  }

  @Test
  void alteredAndMissingFilesAreFound() throws IOException {
    Manifest manifest = write("f/stage", "abc");
    Path file = root.resolve("f/stage/a.txt");
    Files.writeString(file, "abd");
    assertThrows(ArtifactException.class, () -> store.verify(manifest));
    Files.delete(file);
    assertThrows(ArtifactException.class, () -> store.verify(manifest));
    Files.writeString(file, "abc");
    store.verify(manifest);
  }

  @Test
  void everySingleByteOfAManifestCounts() throws IOException {
    write("f/stage", "abc");
    Path file = root.resolve("f/stage/manifest.json");
    byte[] bytes = Files.readAllBytes(file);
    int unseen = 0;
    for (int k = 0; k < bytes.length; k++) {
      byte[] changed = bytes.clone();
      changed[k] ^= 1;
      Files.write(file, changed);
      unseen += accepted() ? 1 : 0;
    }
    // The stage, file and key of an input are checked by the runner, which knows them: only their
    // characters may change here without being seen.
    String input = "f/otherx.npykey";
    assertTrue(unseen <= input.length(), unseen + " changes went unseen");
  }

  private boolean accepted() {
    try {
      store.verify(store.manifest("f/stage"));
      return true;
    } catch (ArtifactException found) {
      return false;
    }
  }

  @Test
  void aManifestOfAnotherStageIsNotAccepted() throws IOException {
    write("f/stage", "abc");
    Files.move(root.resolve("f/stage"), root.resolve("f/renamed"));
    assertThrows(ArtifactException.class, () -> store.manifest("f/renamed"));
    assertThrows(ArtifactException.class, () -> store.manifest("f/absent"));
  }

  @Test
  void whatIsReplacedMovesToOneSupersededFolderPerStore() throws IOException {
    write("f/one", "1");
    write("f/two", "2");
    store.supersede("f/one", "because");
    store.supersede("f/two", "because");
    store.close();
    store = new ArtifactStore(root, notes::add);
    write("f/one", "new");
    store.supersede("f/one", "again");
    assertEquals("1", Files.readString(root.resolve("superseded/1/f/one/a.txt")));
    assertEquals("2", Files.readString(root.resolve("superseded/1/f/two/a.txt")));
    assertEquals("new", Files.readString(root.resolve("superseded/2/f/one/a.txt")));
    assertEquals("moved f/one to superseded/1/f/one: because", notes.get(0));
  }

  @Test
  void anUnfinishedDirectoryIsNoStageAndIsKeptAsideByTheNextRun() {
    ArtifactStore.StageWriter writer = store.begin("f/stage");
    writer.add("a.txt", List.of(ByteBuffer.wrap(new byte[3])));
    assertFalse(store.exists("f/stage"));
    store.close();
    store = new ArtifactStore(root, notes::add);
    store.prepare(name -> false);
    write("f/stage", "abc");
    store.verify(store.manifest("f/stage"));
    assertTrue(Files.exists(root.resolve("superseded/1/f/.stage.malfl-unfinished/a.txt")));
    assertEquals(
        List.of(
            "moved f/.stage.malfl-unfinished to superseded/1/f/.stage.malfl-unfinished: a run left it unfinished"),
        notes);
  }

  @Test
  void aSecondStoreOnTheSameFolderIsRefusedUntilTheFirstIsClosed() {
    EnvironmentException refusal =
        assertThrows(EnvironmentException.class, () -> new ArtifactStore(root, notes::add));
    String owner = "process " + ProcessHandle.current().pid() + " on ";
    assertTrue(refusal.getMessage().startsWith("another run (" + owner), refusal.getMessage());
    assertTrue(
        refusal
            .getMessage()
            .endsWith(
                ") is writing to " + root + "; wait until it is done, or choose another folder"),
        refusal.getMessage());
    store.close();
    store = new ArtifactStore(root, notes::add);
  }

  @Test
  void aLockFileThatADeadProcessLeftLocksNobodyOut() throws IOException {
    store.close();
    Files.writeString(root.resolve(".lock"), "process 1 on another machine with a long name");
    store = new ArtifactStore(root, notes::add);
    assertTrue(
        Files.readString(root.resolve(".lock"))
            .matches("process " + ProcessHandle.current().pid() + " on \\S+"));
    store.close();
    assertEquals("process ended", Files.readString(root.resolve(".lock")));
    store = new ArtifactStore(root, notes::add);
  }

  @Test
  void resultsLeaveBeforeTheFirstOfTheirStagesDoes() throws IOException {
    Manifest stage = write("f/stage", "abc");
    store.publish(new TreeMap<>(Map.of("table.csv", new byte[] {1})), List.of(stage));
    store.supersede("f/stage", "because");
    assertFalse(Files.exists(root.resolve("manifest.json")));
    assertFalse(Files.exists(root.resolve("table.csv")));
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(root.resolve("superseded/1/table.csv")));
    assertEquals(3, notes.size(), notes.toString());
  }

  @Test
  void aManifestWithFileNamesFromElsewhereIsRefused() throws IOException {
    write("f/stage", "abc");
    Path file = root.resolve("f/stage/manifest.json");
    String manifest = Files.readString(file);
    for (String name : List.of("../a.txt", "/a.txt", "a\\u0000.txt", "..", "b/a.txt", "")) {
      Files.writeString(file, manifest.replace("a.txt", name));
      ArtifactException refusal =
          assertThrows(ArtifactException.class, () -> store.manifest("f/stage"));
      assertTrue(refusal.getMessage().contains("file name"), refusal.getMessage());
    }
  }

  @Test
  void aFileIsWrittenOnceByAStage() {
    ArtifactStore.StageWriter writer = store.begin("f/stage");
    writer.add("a.txt", List.of());
    assertThrows(IllegalStateException.class, () -> writer.add("a.txt", List.of()));
  }

  @Test
  void resultsThatChangeAreSupersededAndOthersStay() throws IOException {
    Manifest stage = write("f/stage", "abc");
    TreeMap<String, byte[]> results = new TreeMap<>();
    results.put("same.csv", new byte[] {1});
    results.put("changed.csv", new byte[] {2});
    store.publish(results, List.of(stage));
    byte[] first = Files.readAllBytes(root.resolve("manifest.json"));
    store.publish(results, List.of(stage));
    assertTrue(notes.isEmpty());
    results.put("changed.csv", new byte[] {3});
    store.publish(results, List.of(stage));
    assertArrayEquals(new byte[] {3}, Files.readAllBytes(root.resolve("changed.csv")));
    assertArrayEquals(new byte[] {2}, Files.readAllBytes(root.resolve("superseded/1/changed.csv")));
    assertArrayEquals(first, Files.readAllBytes(root.resolve("superseded/1/manifest.json")));
    assertFalse(Files.exists(root.resolve("superseded/1/same.csv")));
  }

  @Test
  void aDescriptionStandsAsLongAsTheResultsThatItDescribes() throws IOException {
    Manifest stage = write("f/stage", "abc");
    TreeMap<String, byte[]> results = new TreeMap<>(Map.of("table.csv", new byte[] {1}));
    assertThrows(IllegalStateException.class, () -> store.describe(new byte[] {1}));
    store.publish(results, List.of(stage));
    Path description = root.resolve("ro-crate-metadata.json");
    store.describe(new byte[] {1});
    store.describe(new byte[] {1});
    store.publish(results, List.of(stage));
    assertTrue(notes.isEmpty(), "the same results, described once");
    store.describe(new byte[] {2});
    assertArrayEquals(new byte[] {2}, Files.readAllBytes(description));
    assertEquals(List.of(), new StoreReader(root).survey().unknown());

    results.put("table.csv", new byte[] {2});
    store.publish(results, List.of(stage));
    assertFalse(Files.exists(description), "other results");
    store.describe(new byte[] {3});
    store.supersede("f/stage", "because");
    assertFalse(Files.exists(description), "no results");
    for (int n = 1; n <= 3; n++) {
      Path kept = root.resolve("superseded/" + n + "/ro-crate-metadata.json");
      assertArrayEquals(new byte[] {(byte) n}, Files.readAllBytes(kept));
    }
    assertEquals(List.of(), new SupersededFiles(store, "table.csv"::equals).strangers());
  }

  @Test
  void aFolderThatCannotBeMadeIsAnEnvironmentError() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "");
    EnvironmentException error =
        assertThrows(
            EnvironmentException.class, () -> new ArtifactStore(file.resolve("below"), notes::add));
    assertTrue(error.getMessage().contains("choose another folder"), error.getMessage());
  }

  @Test
  void aSurveyTellsStagesFromFilesThatNoManifestNames() throws IOException {
    Manifest known = write("f/known", "a");
    Manifest other = write("f/plots/other", "b");
    write("f/old", "c");
    store.supersede("f/old", "a test");
    store.publish(new TreeMap<>(Map.of("table.csv", new byte[] {1})), List.of(known, other));
    store.write("run.json", new byte[] {1});
    store.newLog("logs/run.log").close();
    Files.createDirectories(root.resolve("somebody/elses"));
    Files.writeString(root.resolve("somebody/elses/manifest.json"), "{}");
    Files.writeString(root.resolve("f/known/notes.txt"), "");
    Files.writeString(root.resolve("table2.csv"), "");
    Files.createSymbolicLink(root.resolve("folder"), root.resolve("f"));
    Files.createSymbolicLink(root.resolve("link"), root.resolve("nowhere"));
    try (ArtifactStore inside = new ArtifactStore(root.resolve("seed_7"), notes::add)) {
      ArtifactStore.StageWriter writer = inside.begin("f/stage");
      writer.commit(origin("f/stage", 1));
      StoreReader.Survey survey = new StoreReader(root).survey();
      assertEquals(Set.of("f/known", "f/plots/other"), survey.stages().keySet());
      assertEquals(
          List.of("f/known/notes.txt", "link", "somebody/elses/manifest.json", "table2.csv"),
          survey.unknown());
    }
  }

  @Test
  void aFileOfSomebodyElseInAStageIsNamedWhenItGoesWithIt() throws IOException {
    write("f/stage", "abc");
    Files.writeString(root.resolve("f/stage/notes.txt"), "mine");
    store.verify(store.manifest("f/stage"));
    store.supersede("f/stage", "because");
    assertEquals(
        List.of("moved f/stage to superseded/1/f/stage: because; with it went notes.txt"), notes);
  }

  @Test
  void aStageThatWasDeletedAndComesBackOtherwiseTakesTheResultsAway() throws IOException {
    Manifest stage = write("f/stage", "abc");
    store.publish(new TreeMap<>(Map.of("table.csv", new byte[] {1})), List.of(stage));
    Path directory = root.resolve("f/stage");
    Files.move(directory, root.resolve("elsewhere"));
    write("f/stage", "abc");
    assertTrue(Files.exists(root.resolve("table.csv")), "the same again");
    Files.move(directory, root.resolve("elsewhere_2"));
    write("f/stage", "abd");
    assertFalse(Files.exists(root.resolve("table.csv")));
    assertFalse(Files.exists(root.resolve("manifest.json")));
  }

  @Test
  void aLogIsNeverOverwritten() throws IOException {
    for (int k = 0; k < 3; k++) {
      try (Writer log = store.newLog("logs/run_1.5.log")) {
        log.write("log " + k);
      }
    }
    assertEquals("log 0", Files.readString(root.resolve("logs/run_1.5.log")));
    assertEquals("log 1", Files.readString(root.resolve("logs/run_1.5_2.log")));
    assertEquals("log 2", Files.readString(root.resolve("logs/run_1.5_3.log")));
  }

  @Test
  void theManifestOfARunReadsBackAndNothingElseIsOne() throws IOException {
    Manifest stage = write("f/stage", "abc");
    store.publish(new TreeMap<>(Map.of("table.csv", new byte[] {1})), List.of(stage));
    Path file = root.resolve("manifest.json");
    String good = Files.readString(file);
    RunManifest manifest = store.runManifest().orElseThrow();
    assertEquals(Set.of("table.csv"), manifest.results().keySet());
    assertEquals(
        Sha256.of(Files.readAllBytes(root.resolve("f/stage/manifest.json"))),
        manifest.stages().get("f/stage/manifest.json").sha256());
    assertEquals(good, new String(manifest.bytes(), UTF_8));
    for (String bad :
        List.of(
            good + "\n",
            good.replace("table.csv", "../table.csv"),
            good.replace("f/stage", "../stage"),
            good.replace("f/stage", "f//stage"),
            good.replace("f/stage/manifest", "f/stage/other"),
            good.replace("results", "result"))) {
      Files.writeString(file, bad);
      assertThrows(ArtifactException.class, () -> store.runManifest(), bad);
    }
  }

  private void assertInTheWay(String names) {
    // Refused once, refused again.
    for (int times = 0; times < 2; times++) {
      assertRefused(names);
      store.close();
      store = new ArtifactStore(root, notes::add);
    }
  }

  private void assertRefused(String names) {
    EnvironmentException refusal =
        assertThrows(EnvironmentException.class, () -> store.prepare("table.csv"::equals));
    assertEquals(
        root
            + " holds "
            + names
            + ", which malfl did not write; move that away, or choose another folder",
        refusal.getMessage());
  }

  private void asIfMalflHadNeverBeenHere() throws IOException {
    store.close();
    Files.delete(root.resolve(".lock"));
    store = new ArtifactStore(root, notes::add);
  }

  @Test
  void inAFolderOfSomebodyElseNothingIsReplaced() throws IOException {
    store.prepare("table.csv"::equals);
    Files.writeString(root.resolve("notes.txt"), "mine");
    store.prepare("table.csv"::equals);
    asIfMalflHadNeverBeenHere();
    for (String name : List.of("manifest.json", "run.json", "table.csv")) {
      Files.writeString(root.resolve(name), "{}");
    }
    assertInTheWay("manifest.json, run.json, table.csv");
    Files.writeString(root.resolve("run.json"), "{\n  \"malfl_version\": \"1\"\n}\n");
    store.prepare("table.csv"::equals);
    assertEquals(
        List.of(
            "moved manifest.json to superseded/1/manifest.json: no valid manifest names it",
            "moved table.csv to superseded/1/table.csv: no valid manifest names it"),
        notes);
    assertTrue(Files.exists(root.resolve("run.json")));
    Files.createDirectory(root.resolve("manifest.json"));
    assertInTheWay("manifest.json");
  }

  @Test
  void noStoreIsInsideWhatAnotherOneReplacedOrKeeps() throws IOException {
    Manifest stage = write("f/stage", "abc");
    write("f/old", "abc");
    store.supersede("f/old", "because");
    store.publish(new TreeMap<>(Map.of("table.csv", new byte[] {1})), List.of(stage));
    for (String inside : List.of("superseded/1", "superseded/7/deep", "f/stage/x")) {
      Path folder = root.resolve(inside);
      try (ArtifactStore nested = new ArtifactStore(folder, notes::add)) {
        EnvironmentException refusal =
            assertThrows(EnvironmentException.class, () -> nested.prepare(name -> false));
        assertTrue(
            refusal.getMessage().endsWith("which belongs to another run; choose another folder"),
            refusal.getMessage());
      }
    }
    try (ArtifactStore beside = new ArtifactStore(root.resolve("seed_7"), notes::add)) {
      beside.prepare(name -> false);
    }
    assertEquals(
        List.of("superseded/1", "superseded/7/deep"),
        supersededFiles().strangers(),
        "stores of their own are not for cleaning");
  }

  @Test
  void aFolderForWhatIsReplacedThatMalflDidNotMakeIsRefused() throws IOException {
    asIfMalflHadNeverBeenHere();
    Path own = Files.createDirectories(root.resolve("superseded/1"));
    Files.writeString(own.resolve("table.csv"), "mine");
    assertInTheWay("superseded");
    RunFolder.delete(root.resolve("superseded"));
    Files.createSymbolicLink(root.resolve("superseded"), root);
    assertInTheWay("superseded");
    assertThrows(EnvironmentException.class, this::supersededFiles);
    Files.delete(root.resolve("superseded"));
  }

  @Test
  void aLockFileThatWasCutOffLocksNobodyOut() throws IOException {
    for (String left : List.of("", "pro", "process 12", "process ended on a", "proc\0\0", "\0\0")) {
      store.close();
      Files.writeString(root.resolve(".lock"), left);
      store = new ArtifactStore(root, notes::add);
    }
  }

  @Test
  void aLockFileOfSomebodyElseIsNotTouched() throws IOException {
    store.close();
    Path file = Files.writeString(root.resolve(".lock"), "mine");
    EnvironmentException refusal =
        assertThrows(EnvironmentException.class, () -> new ArtifactStore(root, notes::add));
    assertEquals(
        file + " is not malfl's; move it away, or choose another folder", refusal.getMessage());
    assertEquals("mine", Files.readString(file));
    Files.delete(file);
    store = new ArtifactStore(root, notes::add);
  }

  @Test
  void aFolderBehindALinkIsAsGoodAsAnother() throws IOException {
    write("f/kept", "abc");
    store.begin("f/half");
    store.close();
    Path link = Files.createSymbolicLink(root.resolveSibling(root.getFileName() + "_link"), root);
    try (ArtifactStore behind = new ArtifactStore(link, notes::add)) {
      behind.prepare(name -> false);
      assertEquals(Set.of("f/kept"), behind.survey().stages().keySet());
      assertEquals(List.of(), behind.survey().unknown());
      behind.begin("f/half").commit(origin("f/half", 1));
      assertTrue(Files.exists(root.resolve("superseded/1/f/.half.malfl-unfinished")));
    }
    Files.delete(link);
    store = new ArtifactStore(root, notes::add);
  }

  @Test
  void whatIsUnfinishedBehindALinkIsMovedWhenItsStageRuns() throws IOException {
    Path elsewhere = Files.createDirectories(root.resolveSibling(root.getFileName() + "_other"));
    Files.createSymbolicLink(root.resolve("f"), elsewhere);
    store.begin("f/half");
    store.prepare(name -> false);
    store.begin("f/half").commit(origin("f/half", 1));
    assertTrue(Files.exists(root.resolve("superseded/1/f/.half.malfl-unfinished")));
    assertTrue(Files.exists(elsewhere.resolve("half/manifest.json")));
    RunFolder.delete(elsewhere);
  }

  @Test
  void allFilesOfADirectoryWithoutAValidManifestAreNamedWhenItMoves() throws IOException {
    Files.createDirectories(root.resolve("f/stage"));
    Files.writeString(root.resolve("f/stage/thesis.txt"), "mine");
    store.supersede("f/stage", "because");
    assertEquals(
        List.of("moved f/stage to superseded/1/f/stage: because; with it went thesis.txt"), notes);
  }

  private SupersededFiles supersededFiles() {
    return new SupersededFiles(store, "table.csv"::equals);
  }

  @Test
  void whatWasReplacedCanBeRemovedAndNothingElseIs() throws IOException {
    store.prepare(name -> false);
    assertEquals(0, supersededFiles().files());
    Manifest kept = write("f/kept", "kept");
    write("f/old", "old");
    store.publish(new TreeMap<>(Map.of("table.csv", new byte[] {1})), List.of(kept));
    Files.writeString(root.resolve("f/old/notes.txt"), "mine");
    store.supersede("f/old", "because");
    store.begin("f/half").add("a.txt", List.of(ByteBuffer.wrap(new byte[3])));
    store.close();
    store = new ArtifactStore(root, notes::add);
    store.prepare(name -> false);
    Path inside = root.resolve("superseded/1/f/somebody");
    Files.createDirectories(inside);
    Files.writeString(inside.resolve("a.txt"), "mine");
    Files.writeString(root.resolve("superseded/notes.txt"), "mine");
    Files.createSymbolicLink(root.resolve("superseded/2/f/link"), root.resolve("f/kept"));

    SupersededFiles files = supersededFiles();
    assertEquals(1, files.stages());
    // Two of the stage, two results, one unfinished.
    assertEquals(5, files.files());
    List<String> strangers =
        List.of(
            "superseded/1/f/old/notes.txt",
            "superseded/1/f/somebody/a.txt",
            "superseded/2/f/link",
            "superseded/notes.txt");
    assertEquals(strangers, files.strangers());
    files.remove();
    try (Stream<Path> left = Files.walk(root.resolve("superseded"))) {
      assertEquals(
          strangers,
          left.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
              .map(path -> root.relativize(path).toString())
              .sorted()
              .toList());
    }
    store.verify(store.manifest("f/kept"));
    for (String stranger : strangers) {
      Files.delete(root.resolve(stranger));
    }
    write("f/new", "new");
    store.supersede("f/new", "because");
    supersededFiles().remove();
    assertEquals(0, supersededFiles().files());
  }
}

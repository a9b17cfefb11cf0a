package org.malfl.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Cuts the power before the n-th operation in a folder, and says what a disk may hold afterwards.
 * It promises no more than POSIX and a journal do:
 *
 * <ul>
 *   <li>What was written to a file and not synced is there, or not, or cut off, or zeros.
 *   <li>A name that was made, moved or removed is as before or as after until its directory is
 *       synced; each name on its own, and the changes of one name in their order. A file that was
 *       synced may have no name yet.
 *   <li>Within a directory, renaming is all or nothing. Into another one, the new name comes not
 *       later than the old one goes; between, the file may have both.
 * </ul>
 */
public final class PowerCut implements DiskObserver {
  /** Thrown by every operation from the cut on. */
  public static final class PowerFailure extends Error {
    private static final long serialVersionUID = 1;

    PowerFailure() {
      super("power failure");
    }
  }

  /** A file or directory; {@code entries} and {@code content} are what a running machine sees. */
  private static final class Node {
    private final Map<String, Node> entries = new TreeMap<>();
    private final Map<String, Node> durableEntries = new TreeMap<>();
    private final boolean directory;
    private byte[] content = {};
    private byte[] durableContent;

    Node(boolean directory) {
      this.directory = directory;
    }
  }

  /** A name that another node, or none (null), stands under from now on. */
  private record Change(Node parent, String name, Node node) {
    void make() {
      set(parent.entries);
    }

    void makeDurable() {
      set(parent.durableEntries);
    }

    private void set(Map<String, Node> names) {
      if (node == null) {
        names.remove(name);
      } else {
        names.put(name, node);
      }
    }
  }

  private final Path root;
  private final Node top;
  private final long last;
  private final Predicate<Operation> ignoredSyncs;
  private final List<List<Change>> pending = new ArrayList<>();
  private long operations;

  /**
   * Watches a folder.
   *
   * @param root with what it holds now, which is durable
   * @param last number of operations that are done before the power fails
   * @param ignoredSyncs which syncs to leave out
   */
  public PowerCut(Path root, long last, Predicate<Operation> ignoredSyncs) throws IOException {
    this.root = root.toAbsolutePath().normalize();
    this.top = read(this.root);
    this.last = last;
    this.ignoredSyncs = ignoredSyncs;
  }

  private static Node read(Path path) throws IOException {
    Node node = new Node(Files.isDirectory(path));
    if (node.directory) {
      try (Stream<Path> entries = Files.list(path)) {
        for (Path entry : entries.toList()) {
          Node child = read(entry);
          node.entries.put(entry.getFileName().toString(), child);
          node.durableEntries.put(entry.getFileName().toString(), child);
        }
      }
    } else {
      node.content = Files.readAllBytes(path);
      node.durableContent = node.content;
    }
    return node;
  }

  /** How many operations were asked for. */
  public synchronized long operations() {
    return operations;
  }

  @Override
  public synchronized void perform(Operation operation, Action action) throws IOException {
    operations++;
    if (operations > last) {
      throw new PowerFailure();
    }
    boolean sync = operation.kind() == Kind.SYNC || operation.kind() == Kind.SYNC_DIRECTORY;
    if (!sync) {
      action.run(); // what a sync would wait for is kept here
    }
    if (operation.path().startsWith(root) && !(sync && ignoredSyncs.test(operation))) {
      note(operation);
    }
  }

  private Node node(Path path) {
    Node node = top;
    for (Path name : path.equals(root) ? List.<Path>of() : root.relativize(path)) {
      node = node.entries.get(name.toString());
    }
    return node;
  }

  private Change change(Path path, Node node) {
    return new Change(node(path.getParent()), path.getFileName().toString(), node);
  }

  private void note(Operation operation) {
    Path path = operation.path();
    switch (operation.kind()) {
      case CREATE -> event(change(path, new Node(false)));
      case CREATE_DIRECTORY -> event(change(path, new Node(true)));
      case DELETE -> event(change(path, null));
      case RENAME -> {
        Node moved = node(path);
        event(change(operation.target(), moved), change(path, null));
      }
      case WRITE -> {
        Node file = node(path);
        int end = (int) operation.position() + operation.data().length;
        byte[] content = Arrays.copyOf(file.content, Math.max(file.content.length, end));
        System.arraycopy(
            operation.data(), 0, content, (int) operation.position(), operation.data().length);
        file.content = content;
      }
      case TRUNCATE -> {
        Node file = node(path);
        file.content =
            Arrays.copyOf(file.content, (int) Math.min(file.content.length, operation.position()));
      }
      case SYNC -> {
        Node file = node(path);
        file.durableContent = file.content;
      }
      case SYNC_DIRECTORY -> sync(node(path));
    }
  }

  private void event(Change... changes) {
    List.of(changes).forEach(Change::make);
    pending.add(new ArrayList<>(List.of(changes)));
  }

  private void sync(Node directory) {
    for (List<Change> event : pending) {
      // With an old name the new one is durable, but not the other way round.
      boolean oldName = event.size() == 2 && event.get(1).parent() == directory;
      while (!event.isEmpty() && (oldName || event.get(0).parent() == directory)) {
        event.remove(0).makeDurable();
      }
    }
    pending.removeIf(List::isEmpty);
  }

  /**
   * Lays down what one disk holds after the cut. To be called once.
   *
   * @param random chooses among what is possible
   * @param folder empty
   */
  public synchronized void survive(Random random, Path folder) throws IOException {
    record Name(Node directory, String name) {}
    Set<Name> stuck = new HashSet<>();
    for (List<Change> event : pending) {
      boolean atomic = event.size() == 2 && event.get(0).parent() == event.get(1).parent();
      boolean goes = true;
      for (int k = 0; k < event.size(); k++) {
        List<Change> together = atomic ? event : List.of(event.get(k));
        if (!atomic || k == 0) {
          goes =
              goes
                  && together.stream()
                      .noneMatch(change -> stuck.contains(new Name(change.parent(), change.name())))
                  && random.nextBoolean();
        }
        if (goes) {
          event.get(k).makeDurable();
        } else {
          stuck.add(new Name(event.get(k).parent(), event.get(k).name()));
        }
      }
    }
    lay(top, folder, random);
  }

  private static void lay(Node node, Path path, Random random) throws IOException {
    if (!node.directory) {
      Files.write(path, survivingContent(node, random));
      return;
    }
    if (!Files.exists(path)) {
      Files.createDirectory(path);
    }
    for (Map.Entry<String, Node> entry : node.durableEntries.entrySet()) {
      lay(entry.getValue(), path.resolve(entry.getKey()), random);
    }
  }

  private static byte[] survivingContent(Node file, Random random) {
    if (Arrays.equals(file.content, file.durableContent)) {
      return file.content;
    }
    byte[] before = file.durableContent == null ? new byte[0] : file.durableContent;
    int kept = random.nextInt(file.content.length + 1);
    return switch (random.nextInt(4)) {
      case 0 -> before;
      case 1 -> Arrays.copyOf(file.content, kept);
      case 2 -> Arrays.copyOf(Arrays.copyOf(file.content, kept), file.content.length);
      default -> file.content;
    };
  }

  /** Nothing to leave out. */
  public static Predicate<Operation> everySync() {
    return operation -> false;
  }
}

package org.malfl.disk;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/** A path of an {@link ObservedFileSystem}. */
final class ObservedPath implements Path {
  private final ObservedFileSystem fileSystem;
  private final Path below;

  ObservedPath(ObservedFileSystem fileSystem, Path below) {
    this.fileSystem = fileSystem;
    this.below = below;
  }

  /** The path in the file system below. */
  Path below() {
    return below;
  }

  private Path wrap(Path path) {
    return fileSystem.wrap(path);
  }

  private static Path unwrap(Path path) {
    return ((ObservedPath) path).below;
  }

  @Override
  public FileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return below.isAbsolute();
  }

  @Override
  public Path getRoot() {
    return wrap(below.getRoot());
  }

  @Override
  public Path getFileName() {
    return wrap(below.getFileName());
  }

  @Override
  public Path getParent() {
    return wrap(below.getParent());
  }

  @Override
  public int getNameCount() {
    return below.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return wrap(below.getName(index));
  }

  @Override
  public Path subpath(int begin, int end) {
    return wrap(below.subpath(begin, end));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof ObservedPath path && below.startsWith(path.below);
  }

  @Override
  public boolean endsWith(Path other) {
    return other instanceof ObservedPath path && below.endsWith(path.below);
  }

  @Override
  public Path normalize() {
    return wrap(below.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return wrap(below.resolve(unwrap(other)));
  }

  @Override
  public Path relativize(Path other) {
    return wrap(below.relativize(unwrap(other)));
  }

  @Override
  public URI toUri() {
    return below.toUri();
  }

  @Override
  public Path toAbsolutePath() {
    return wrap(below.toAbsolutePath());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    return wrap(below.toRealPath(options));
  }

  @Override
  public File toFile() {
    return below.toFile();
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
      throws IOException {
    return below.register(watcher, events, modifiers);
  }

  @Override
  public int compareTo(Path other) {
    return below.compareTo(unwrap(other));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ObservedPath path && below.equals(path.below);
  }

  @Override
  public int hashCode() {
    return below.hashCode();
  }

  @Override
  public String toString() {
    return below.toString();
  }
}

package org.malfl.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** The operations of an {@link ObservedFileSystem}. */
public class ObservedProvider extends FileSystemProvider {
  private final FileSystemProvider below;
  private final DiskObserver observer;
  private final ObservedFileSystem fileSystem;

  /** A provider on top of another one. */
  public ObservedProvider(FileSystem below, DiskObserver observer) {
    this.below = below.provider();
    this.observer = observer;
    this.fileSystem = new ObservedFileSystem(this, below);
  }

  /** A path of this file system to the same place as a path of the one below. */
  public Path path(Path path) {
    return fileSystem.wrap(path);
  }

  private static Path unwrap(Path path) {
    return ((ObservedPath) path).below();
  }

  private void perform(DiskObserver.Kind kind, Path path, Path target, DiskObserver.Action action)
      throws IOException {
    observer.perform(
        new DiskObserver.Operation(
            kind,
            path.toAbsolutePath().normalize(),
            target == null ? null : target.toAbsolutePath().normalize(),
            0,
            null),
        action);
  }

  @Override
  public String getScheme() {
    return below.getScheme();
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return fileSystem;
  }

  @Override
  public Path getPath(URI uri) {
    return path(below.getPath(uri));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path file = unwrap(path);
    boolean writes =
        options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
    boolean creates =
        writes
            && (options.contains(StandardOpenOption.CREATE)
                || options.contains(StandardOpenOption.CREATE_NEW))
            && !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    FileChannel[] channel = new FileChannel[1];
    DiskObserver.Action open = () -> channel[0] = below.newFileChannel(file, options, attributes);
    if (creates) {
      perform(DiskObserver.Kind.CREATE, file, null, open);
    } else if (writes && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      perform(DiskObserver.Kind.TRUNCATE, file, null, open);
    } else {
      open.run();
    }
    return new ObservedChannel(channel[0], file.toAbsolutePath().normalize(), observer);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> stream =
        below.newDirectoryStream(unwrap(directory), entry -> filter.accept(path(entry)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        Iterator<Path> entries = stream.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return entries.hasNext();
          }

          @Override
          public Path next() {
            return path(entries.next());
          }
        };
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    Path path = unwrap(directory);
    perform(
        DiskObserver.Kind.CREATE_DIRECTORY,
        path,
        null,
        () -> below.createDirectory(path, attributes));
  }

  @Override
  public void delete(Path path) throws IOException {
    perform(DiskObserver.Kind.DELETE, unwrap(path), null, () -> below.delete(unwrap(path)));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    perform(
        DiskObserver.Kind.RENAME,
        unwrap(source),
        unwrap(target),
        () -> below.move(unwrap(source), unwrap(target), options));
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return below.isSameFile(unwrap(path), unwrap(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return below.isHidden(unwrap(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return below.getFileStore(unwrap(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    below.checkAccess(unwrap(path), modes);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return below.getFileAttributeView(unwrap(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return below.readAttributes(unwrap(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return below.readAttributes(unwrap(path), attributes, options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    below.setAttribute(unwrap(path), attribute, value, options);
  }
}

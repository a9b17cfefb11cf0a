package org.malfl.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** An open file; what is written to it at once goes to the disk in two halves. */
final class ObservedChannel extends FileChannel {
  private final FileChannel below;
  private final Path path;
  private final DiskObserver observer;

  ObservedChannel(FileChannel below, Path path, DiskObserver observer) {
    this.below = below;
    this.path = path;
    this.observer = observer;
  }

  private void perform(
      DiskObserver.Kind kind, long position, byte[] data, DiskObserver.Action action)
      throws IOException {
    observer.perform(new DiskObserver.Operation(kind, path, null, position, data), action);
  }

  private void writeHalf(ByteBuffer source, int length, long position) throws IOException {
    byte[] data = new byte[length];
    source.get(data);
    perform(
        DiskObserver.Kind.WRITE,
        position,
        data,
        () -> {
          ByteBuffer rest = ByteBuffer.wrap(data);
          while (rest.hasRemaining()) {
            below.write(rest, position + rest.position());
          }
        });
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    int length = source.remaining();
    int half = length / 2;
    if (half > 0) {
      writeHalf(source, half, position);
    }
    writeHalf(source, length - half, position + half);
    return length;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int written = write(source, below.position());
    below.position(below.position() + written);
    return written;
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long written = 0;
    for (int k = offset; k < offset + length; k++) {
      written += write(sources[k]);
    }
    return written;
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    perform(DiskObserver.Kind.TRUNCATE, size, null, () -> below.truncate(size));
    return this;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    DiskObserver.Kind kind =
        Files.isDirectory(path) ? DiskObserver.Kind.SYNC_DIRECTORY : DiskObserver.Kind.SYNC;
    perform(kind, 0, null, () -> below.force(metadata));
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return below.read(target);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return below.read(targets, offset, length);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return below.read(target, position);
  }

  @Override
  public long position() throws IOException {
    return below.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    below.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return below.size();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return below.transferTo(position, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return below.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return below.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    below.close();
  }
}

package org.malfl.plots;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * An image as PNG (ISO/IEC 15948): 8 bits each of red, green and blue, every row as its difference
 * from the one above, which suits charts. The one in Java tries all filters on every row and takes
 * more than twice as long for files of the same size.
 */
final class PngWriter {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final byte BITS = 8;
  private static final byte RGB = 2;
  private static final byte FILTER_NONE = 0;
  private static final byte FILTER_UP = 2;
  private static final int COMPRESSION_LEVEL = 4;
  private static final double PIXELS_PER_METRE = 96 / 0.0254;

  private PngWriter() {}

  /**
   * The file.
   *
   * @param image of type {@link BufferedImage#TYPE_INT_RGB}
   * @param scale pixels of the image to a pixel of the figure, of which an inch has 96
   */
  static byte[] write(BufferedImage image, int scale) {
    int density = (int) Math.round(scale * PIXELS_PER_METRE);
    ByteArrayOutputStream file = new ByteArrayOutputStream(1 << 17);
    file.writeBytes(SIGNATURE);
    chunk(
        file,
        "IHDR",
        ByteBuffer.allocate(13)
            .putInt(image.getWidth())
            .putInt(image.getHeight())
            .put(BITS)
            .put(RGB)
            .array());
    chunk(
        file, "pHYs", ByteBuffer.allocate(9).putInt(density).putInt(density).put((byte) 1).array());
    chunk(file, "IDAT", compressed(image));
    chunk(file, "IEND", new byte[0]);
    return file.toByteArray();
  }

  private static byte[] compressed(BufferedImage image) {
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    int width = image.getWidth();
    byte[] row = new byte[3 * width + 1];
    Deflater deflater = new Deflater(COMPRESSION_LEVEL);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 17);
    byte[] part = new byte[1 << 16];
    for (int start = 0; start < pixels.length; start += width) {
      filter(pixels, start, width, row);
      deflater.setInput(row);
      while (!deflater.needsInput()) {
        bytes.write(part, 0, deflater.deflate(part));
      }
    }
    deflater.finish();
    while (!deflater.finished()) {
      bytes.write(part, 0, deflater.deflate(part));
    }
    deflater.end();
    return bytes.toByteArray();
  }

  private static void filter(int[] pixels, int start, int width, byte[] row) {
    boolean first = start == 0;
    row[0] = first ? FILTER_NONE : FILTER_UP;
    for (int x = 0; x < width; x++) {
      int pixel = pixels[start + x];
      int above = first ? 0 : pixels[start - width + x];
      row[3 * x + 1] = (byte) ((pixel >> 16) - (above >> 16));
      row[3 * x + 2] = (byte) ((pixel >> 8) - (above >> 8));
      row[3 * x + 3] = (byte) (pixel - above);
    }
  }

  private static void chunk(ByteArrayOutputStream file, String type, byte[] content) {
    CRC32 checksum = new CRC32();
    checksum.update(type.getBytes(US_ASCII));
    checksum.update(content);
    file.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    file.writeBytes(type.getBytes(US_ASCII));
    file.writeBytes(content);
    file.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
  }
}

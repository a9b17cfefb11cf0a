package org.malfl.plots;

import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.malfl.io.PngSize;

/**
 * File formats of figures. The same drawing gives the same bytes, those of PNG and PDF as long as
 * Java compresses alike.
 */
public enum FigureFormat {
  /** Pixels, {@value #PNG_SCALE} to a pixel of the figure in each direction. */
  PNG {
    @Override
    public byte[] encode(Drawing drawing) {
      BufferedImage image =
          new BufferedImage(
              drawing.width() * PNG_SCALE,
              drawing.height() * PNG_SCALE,
              BufferedImage.TYPE_INT_RGB);
      Graphics2D surface = image.createGraphics();
      surface.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      surface.scale(PNG_SCALE, PNG_SCALE);
      draw(drawing, surface);
      surface.dispose();
      return PngWriter.write(image, PNG_SCALE);
    }

    @Override
    Optional<BufferedImage> pixels(byte[] file, int width, int height) throws IOException {
      PngSize size = PngSize.read("picture", file);
      return size.width() > width || size.height() > height
          ? Optional.empty()
          : Optional.ofNullable(
              ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(file))));
    }
  },

  /** Vectors, text as outlines. */
  SVG {
    @Override
    public byte[] encode(Drawing drawing) {
      return SvgWriter.write(drawing);
    }

    @Override
    Optional<BufferedImage> pixels(byte[] file, int width, int height) {
      return Optional.empty();
    }
  },

  /** One page of vectors, a point to a pixel of the figure, text as outlines. */
  PDF {
    @Override
    public byte[] encode(Drawing drawing) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (PDDocument document = new PDDocument()) {
        // Otherwise the file's identifier would be made from the time.
        document.setDocumentId(0L);
        document.getDocumentInformation().setTitle(drawing.title());
        PDPage page = new PDPage(new PDRectangle(drawing.width(), drawing.height()));
        document.addPage(page);
        PdfBoxGraphics2D surface =
            new PdfBoxGraphics2D(document, drawing.width(), drawing.height());
        draw(drawing, surface);
        surface.dispose();
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
          content.drawForm(surface.getXFormObject());
        }
        document.save(bytes);
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      return bytes.toByteArray();
    }

    @Override
    Optional<BufferedImage> pixels(byte[] file, int width, int height) throws IOException {
      try (PDDocument document = Loader.loadPDF(file)) {
        PDRectangle page = document.getPage(0).getMediaBox();
        return document.getNumberOfPages() > 1
                || page.getWidth() > width
                || page.getHeight() > height
            ? Optional.empty()
            : Optional.of(new PDFRenderer(document).renderImage(0));
      }
    }
  };

  private static final int PNG_SCALE = 2;

  /** The bytes of a file that shows a drawing. */
  public abstract byte[] encode(Drawing drawing);

  /** What a file shows, pixel by pixel; empty if it is larger, or nothing in it is compressed. */
  abstract Optional<BufferedImage> pixels(byte[] file, int width, int height) throws IOException;

  /**
   * Whether a file shows what another one does: it has the same bytes, or, since another Java may
   * compress otherwise, the same pixels.
   *
   * @param file from anywhere
   * @param wanted of this format
   */
  public boolean showsTheSame(byte[] file, byte[] wanted) {
    if (Arrays.equals(file, wanted)) {
      return true;
    }
    try {
      Optional<BufferedImage> image = pixels(wanted, Integer.MAX_VALUE, Integer.MAX_VALUE);
      return image.isPresent()
          && pixels(file, image.get().getWidth(), image.get().getHeight())
              .filter(other -> isSame(other, image.get()))
              .isPresent();
    } catch (IOException | RuntimeException | StackOverflowError notOfThisFormat) {
      return false;
    }
  }

  private static boolean isSame(BufferedImage one, BufferedImage other) {
    return one.getWidth() == other.getWidth() && Arrays.equals(colours(one), colours(other));
  }

  private static int[] colours(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  private static void draw(Drawing drawing, Graphics2D surface) {
    surface.setColor(Color.WHITE);
    surface.fillRect(0, 0, drawing.width(), drawing.height());
    for (Drawing.Mark mark : drawing.marks()) {
      surface.setRenderingHint(
          RenderingHints.KEY_ANTIALIASING,
          mark.alongPixels()
              ? RenderingHints.VALUE_ANTIALIAS_OFF
              : RenderingHints.VALUE_ANTIALIAS_ON);
      surface.setClip(mark.clip().orElse(null));
      surface.setColor(mark.colour());
      if (mark.stroke().isPresent()) {
        surface.setStroke(mark.stroke().get());
        surface.draw(mark.shape());
      } else {
        surface.fill(mark.shape());
      }
    }
  }
}

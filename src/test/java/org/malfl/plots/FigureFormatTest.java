package org.malfl.plots;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdfwriter.compress.CompressParameters;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;

class FigureFormatTest {
  private static final Color BLUE = new Color(0x0072B2);

  /** A blue square from (10, 10) to (30, 30), of which the left half is seen, and a red line. */
  private static Drawing drawing() {
    return new Drawing(
        "a < b & c",
        60,
        40,
        List.of(
            new Drawing.Mark(
                new Rectangle2D.Double(10, 10, 20, 20),
                BLUE,
                Optional.empty(),
                Optional.of(new Rectangle2D.Double(0, 0, 20, 40))),
            new Drawing.Mark(
                new Line2D.Double(40, 5, 40, 35),
                Color.RED,
                Optional.of(new BasicStroke(4)),
                Optional.empty())),
        List.of());
  }

  private static void assertShowsTheDrawing(BufferedImage image) {
    double scale = image.getWidth() / 60.0;
    assertEquals(40 * scale, image.getHeight());
    assertEquals(BLUE, at(image, 15 * scale, 20 * scale));
    assertEquals(Color.WHITE, at(image, 25 * scale, 20 * scale), "clipped");
    assertEquals(Color.WHITE, at(image, 5 * scale, 20 * scale));
    assertEquals(Color.RED, at(image, 40 * scale, 20 * scale));
    assertEquals(Color.WHITE, at(image, 40 * scale, 2 * scale));
  }

  private static Color at(BufferedImage image, double x, double y) {
    return new Color(image.getRGB((int) x, (int) y));
  }

  @Test
  void pngHasTwoPixelsForOneInEachDirection() throws IOException {
    BufferedImage image =
        ImageIO.read(new ByteArrayInputStream(FigureFormat.PNG.encode(drawing())));
    assertEquals(120, image.getWidth());
    assertShowsTheDrawing(image);
  }

  @Test
  void pdfIsOnePageThatShowsTheSame() throws IOException {
    try (PDDocument document = Loader.loadPDF(FigureFormat.PDF.encode(drawing()))) {
      assertEquals(1, document.getNumberOfPages());
      assertEquals("a < b & c", document.getDocumentInformation().getTitle());
      assertShowsTheDrawing(new PDFRenderer(document).renderImage(0));
    }
  }

  @Test
  void anotherCompressionOfPngShowsTheSameAndAnotherPixelDoesNot() throws IOException {
    byte[] png = FigureFormat.PNG.encode(drawing());
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertTrue(FigureFormat.PNG.showsTheSame(png, png));
    assertFalse(Arrays.equals(written(image), png));
    assertTrue(FigureFormat.PNG.showsTheSame(written(image), png));
    image.setRGB(3, 3, image.getRGB(3, 3) ^ 1);
    assertFalse(FigureFormat.PNG.showsTheSame(written(image), png));
    BufferedImage larger = new BufferedImage(2000, 80, BufferedImage.TYPE_INT_RGB);
    assertFalse(FigureFormat.PNG.showsTheSame(written(larger), png));
    assertFalse(FigureFormat.PNG.showsTheSame(Arrays.copyOf(png, 40), png));
    assertFalse(FigureFormat.PNG.showsTheSame(new byte[] {1, 2, 3}, png));
  }

  private static byte[] written(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  @Test
  void anotherCompressionOfPdfShowsTheSameAndAnotherDrawingDoesNot() throws IOException {
    byte[] pdf = FigureFormat.PDF.encode(drawing());
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    try (PDDocument document = Loader.loadPDF(pdf)) {
      document.save(plain, CompressParameters.NO_COMPRESSION);
    }
    assertFalse(Arrays.equals(plain.toByteArray(), pdf));
    assertTrue(FigureFormat.PDF.showsTheSame(plain.toByteArray(), pdf));
    Drawing drawing = drawing();
    Drawing fewer =
        new Drawing(
            drawing.title(),
            drawing.width(),
            drawing.height(),
            drawing.marks().subList(0, 1),
            drawing.dataAreas());
    assertFalse(FigureFormat.PDF.showsTheSame(FigureFormat.PDF.encode(fewer), pdf));
    assertFalse(FigureFormat.PDF.showsTheSame(new byte[] {1, 2, 3}, pdf));
  }

  @Test
  void svgShowsTheSameOnlyWithTheSameBytes() {
    byte[] svg = FigureFormat.SVG.encode(drawing());
    assertTrue(FigureFormat.SVG.showsTheSame(svg.clone(), svg));
    assertFalse(FigureFormat.SVG.showsTheSame(Arrays.copyOf(svg, svg.length + 1), svg));
  }

  @Test
  void svgHoldsPathsClipsAndTheTitle() throws Exception {
    byte[] bytes = FigureFormat.SVG.encode(drawing());
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(bytes));
    assertEquals("60", document.getDocumentElement().getAttribute("width"));
    assertEquals("a < b & c", document.getElementsByTagName("title").item(0).getTextContent());
    assertEquals(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="60" height="40" viewBox="0 0 60 40">
        <title>a &lt; b &amp; c</title>
        <rect width="100%" height="100%" fill="#ffffff"/>
        <clipPath id="clip0"><path d="M0 0L20 0L20 40L0 40L0 0Z"/></clipPath>
        <g clip-path="url(#clip0)">
        <path d="M10 10L30 10L30 30L10 30L10 10Z" fill="#0072b2"/>
        </g>
        <path d="M40 5L40 35" fill="none" stroke="#ff0000" stroke-width="4" stroke-linecap="square"/>
        </svg>
        """,
        new String(bytes, UTF_8));
  }

  @Test
  void svgNumbersAreHundredthsWithoutZerosAtTheEnd() {
    Drawing.Mark mark =
        new Drawing.Mark(
            new Line2D.Double(-0.004, -1.006, 12.5, 3.04),
            Color.BLACK,
            Optional.of(
                new BasicStroke(
                    1.25f,
                    BasicStroke.CAP_BUTT,
                    BasicStroke.JOIN_BEVEL,
                    1,
                    new float[] {5, 2.5f},
                    0)),
            Optional.empty());
    String svg =
        new String(
            FigureFormat.SVG.encode(new Drawing("t", 9, 9, List.of(mark), List.of())), UTF_8);
    assertTrue(
        svg.contains(
            "d=\"M0 -1.01L12.5 3.04\" fill=\"none\" stroke=\"#000000\" stroke-width=\"1.25\""
                + " stroke-linejoin=\"bevel\" stroke-dasharray=\"5 2.5\"/>"),
        svg);
  }

  @ParameterizedTest
  @EnumSource(FigureFormat.class)
  void theSameFigureGivesTheSameBytes(FigureFormat format) {
    assertArrayEquals(format.encode(figure().draw()), format.encode(figure().draw()));
  }

  private static Figure figure() {
    LineChart chart =
        LineChart.linear("stage", "value")
            .curve("one", 0, 0, new double[] {0, 1, 2}, new double[] {1, 4, 2})
            .curve("two", 1, 1, new double[] {0, 1, 2}, new double[] {2, Double.NaN, 1});
    return new Figure("Title", "A note.")
        .row(200, List.of(new Figure.Sized(chart.chart(null), 300)));
  }

  @Test
  void textIsKeptAsOutlinesAndShapesAsTheyWereWhenDrawn() {
    List<Drawing.Mark> marks = new ArrayList<>();
    ShapeRecorder recorder = new ShapeRecorder(marks);
    recorder.setPaint(Color.BLACK);
    recorder.setFont(Typeface.of(10));
    recorder.drawString("Ag", 5f, 20f);
    Rectangle2D text = marks.get(0).shape().getBounds2D();
    assertTrue(text.getMinY() > 10 && text.getMaxY() > 20 && text.getMaxY() < 24, text.toString());

    Ellipse2D ellipse = new Ellipse2D.Double(0, 0, 2, 2);
    recorder.fill(ellipse);
    ellipse.setFrame(50, 50, 2, 2);
    assertEquals(0, marks.get(1).shape().getBounds2D().getMinX());
    recorder.translate(7, 0);
    recorder.fill(new Rectangle2D.Double(0, 0, 1, 1));
    assertEquals(7, marks.get(2).shape().getBounds2D().getMinX());
  }

  @Test
  void whatFilesCannotShowAlikeIsRefused() {
    ShapeRecorder recorder = new ShapeRecorder(new ArrayList<>());
    recorder.setPaint(new GradientPaint(0, 0, Color.RED, 1, 1, Color.BLUE));
    assertThrows(
        UnsupportedOperationException.class, () -> recorder.fill(new Rectangle2D.Double()));
    recorder.setPaint(new Color(1, 2, 3, 4));
    assertThrows(
        UnsupportedOperationException.class, () -> recorder.fill(new Rectangle2D.Double()));
    recorder.setPaint(Color.RED);
    recorder.clip(new Ellipse2D.Double(0, 0, 5, 5));
    assertThrows(
        UnsupportedOperationException.class, () -> recorder.fill(new Rectangle2D.Double()));
  }
}

package org.malfl.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.malfl.core.ArtifactException;

class PngSizeTest {
  private static byte[] png() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(300, 7, BufferedImage.TYPE_INT_RGB), "png", bytes);
    return bytes.toByteArray();
  }

  @Test
  void theSizeIsThatOfThePicture() throws IOException {
    assertEquals(new PngSize(300, 7), PngSize.read("picture.png", png()));
  }

  @Test
  void whatDoesNotStartWithTheHeaderIsNoPng() throws IOException {
    for (int length = 0; length < 24; length++) {
      byte[] cut = Arrays.copyOf(png(), length);
      assertEquals(
          "picture.png: not a PNG file",
          assertThrows(ArtifactException.class, () -> PngSize.read("picture.png", cut))
              .getMessage());
    }
    byte[] other = png();
    other[12] = 'i';
    assertThrows(ArtifactException.class, () -> PngSize.read("picture.png", other));
  }
}

package org.malfl.experiments;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Formats;
import org.malfl.config.Schemas;
import org.malfl.pipeline.Derivation;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;
import org.malfl.plots.Drawing;
import org.malfl.plots.FigureFormat;

/** Draws pictures into one directory, each in every format. */
final class PictureStage implements Stage {
  static final String ALGORITHM = "pictures";

  /** A picture takes about as long as this many joint steps of the learners. */
  private static final long JOINT_STEPS_PER_FILE = 2_000_000;

  /** A file has about this, and more for every joint state, of which there may be squares. */
  private static final long BYTES_PER_FILE = 220_000;

  private static final long BYTES_PER_STATE = 200;

  private final String path;
  private final List<Picture> pictures;
  private final List<FigureFormat> formats;
  private final long bytesPerFile;

  PictureStage(String path, List<Picture> pictures, List<FigureFormat> formats, double numStates) {
    this.path = path;
    this.pictures = List.copyOf(pictures);
    // In whatever order they are named, the pictures are the same.
    this.formats = formats.stream().sorted().toList();
    this.bytesPerFile = BYTES_PER_FILE + BYTES_PER_STATE * (long) numStates;
  }

  /** The pictures, in the order in which they are drawn. */
  List<Picture> pictures() {
    return pictures;
  }

  private static Artifact<byte[]> file(Picture picture, FigureFormat format) {
    return Formats.bytes(
        picture.name() + "." + Schemas.nameOf(format), "a picture of what its stage reads");
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm(ALGORITHM, 2);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> shown = new TreeMap<>();
    pictures.forEach(picture -> shown.put(picture.name(), picture.parameters()));
    return new TreeMap<>(
        Map.of("formats", formats.stream().map(FigureFormat::name).toList(), "pictures", shown));
  }

  @Override
  public List<Input> inputs() {
    Set<Handle<?>> handles = new LinkedHashSet<>();
    pictures.forEach(picture -> handles.addAll(picture.inputs()));
    return handles.stream().map(handle -> new Input(handle.path(), handle)).toList();
  }

  @Override
  public List<Artifact<?>> outputs() {
    List<Artifact<?>> outputs = new ArrayList<>();
    for (Picture picture : pictures) {
      formats.forEach(format -> outputs.add(file(picture, format)));
    }
    return outputs;
  }

  @Override
  public long work() {
    return outputs().size() * JOINT_STEPS_PER_FILE;
  }

  @Override
  public long bytes() {
    return outputs().size() * bytesPerFile;
  }

  @Override
  public void run(StageContext context) {
    for (Picture picture : pictures) {
      Drawing drawing = picture.draw(context).draw();
      for (FigureFormat format : formats) {
        context.write(file(picture, format), format.encode(drawing));
        context.advance(JOINT_STEPS_PER_FILE);
      }
    }
  }

  /** {@inheritDoc} Pictures need not have the same bytes: another Java may compress otherwise. */
  @Override
  public void derive(Derivation derivation) {
    for (Picture picture : pictures) {
      Drawing drawing = picture.draw(derivation).draw();
      for (FigureFormat format : formats) {
        Artifact<byte[]> file = file(picture, format);
        derivation.check(
            "pictures show what the stages left",
            format.showsTheSame(derivation.stored(file), format.encode(drawing))
                ? ""
                : file.fileName() + " shows something else");
      }
    }
  }
}

package org.malfl.experiments;

import java.util.List;
import org.malfl.plots.HeatMap;

/**
 * Where the cells of a grid are, for pictures.
 *
 * @param size rows and columns
 * @param goal the goal cell, row by row
 */
public record GridLayout(int size, int goal) {
  /** Whether a list is the row and the column of a cell. */
  boolean has(List<Integer> rowAndColumn) {
    return rowAndColumn.size() == 2
        && rowAndColumn.stream().allMatch(place -> place >= 0 && place < size);
  }

  /** Index of a cell given as row and column. */
  int cell(List<Integer> rowAndColumn) {
    return rowAndColumn.get(0) * size + rowAndColumn.get(1);
  }

  /** How the cells of {@link #matrix} are numbered. */
  String numbering() {
    return "Cells are numbered row by row from 0 to %d; the goal is %d."
        .formatted(size * size - 1, goal);
  }

  /** A value per joint state as a matrix: cells of agent 0 by those of the others. */
  HeatMap.Matrix matrix(double[] values, int numAgents) {
    int cells = size * size;
    return new HeatMap.Matrix(
        values,
        values.length / cells,
        "cell of agent 0",
        numAgents == 2 ? "cell of agent 1" : "cells of agents 1 to " + (numAgents - 1));
  }
}

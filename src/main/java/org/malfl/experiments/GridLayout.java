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
  /** Whether a list is the row and the column of a cell of a grid of some size. */
  static boolean isCell(int size, List<Integer> rowAndColumn) {
    return rowAndColumn.size() == 2
        && rowAndColumn.stream().allMatch(place -> place >= 0 && place < size);
  }

  /** Index of a cell, row by row, on a grid of some size. */
  static int cell(int size, List<Integer> rowAndColumn) {
    return rowAndColumn.get(0) * size + rowAndColumn.get(1);
  }

  /** How the cells of {@link #matrix} are numbered. */
  String numbering(int numAgents) {
    if (numAgents == 1) {
      return "The goal is row " + goal / size + ", column " + goal % size + ".";
    }
    String cells =
        "Cells are numbered row by row from 0 to " + (size * size - 1) + "; the goal is " + goal;
    return numAgents == 2
        ? cells + "."
        : cells + ". Those of the other agents are digits to base " + size * size + ".";
  }

  /**
   * A value per joint state as a matrix: cells of agent 0 by those of the others, or, if there are
   * no others, the grid.
   */
  HeatMap.Matrix matrix(double[] values, int numAgents) {
    if (numAgents == 1) {
      return new HeatMap.Matrix(values, size, "row", "column");
    }
    return new HeatMap.Matrix(
        values,
        values.length / (size * size),
        "cell of agent 0",
        numAgents == 2 ? "cell of agent 1" : "cells of agents 1, …, " + (numAgents - 1));
  }
}

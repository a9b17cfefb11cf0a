package org.malfl.nn;

import org.malfl.core.Checks;

/**
 * How far outputs of a network are from what they should be, as a mean over the rows of a batch.
 */
public enum OutputLoss {
  /** ½ Σ_k (x_k − y_k)². */
  SQUARED_ERROR {
    @Override
    double row(double[] outputs, double[] targets, double[] slopes) {
      double sum = 0;
      for (int k = 0; k < outputs.length; k++) {
        slopes[k] = outputs[k] - targets[k];
        sum += slopes[k] * slopes[k];
      }
      return sum / 2;
    }
  },

  /**
   * −Σ_k y_k log softmax(x)_k of targets y, in nats; of mass Σ_k y_k 1, or that of the row's
   * weight.
   */
  CROSS_ENTROPY {
    @Override
    double row(double[] outputs, double[] targets, double[] slopes) {
      double largest = Double.NEGATIVE_INFINITY;
      for (double output : outputs) {
        largest = Math.max(largest, output);
      }
      double sum = 0;
      for (int k = 0; k < outputs.length; k++) {
        slopes[k] = StrictMath.exp(outputs[k] - largest);
        sum += slopes[k];
      }
      double logSum = largest + StrictMath.log(sum);
      double loss = 0;
      double mass = 0;
      for (double target : targets) {
        mass += target;
      }
      for (int k = 0; k < outputs.length; k++) {
        loss -= targets[k] == 0 ? 0 : targets[k] * (outputs[k] - logSum);
        slopes[k] = mass * slopes[k] / sum - targets[k];
      }
      return loss;
    }
  },

  /**
   * Σ_k log(1 + e^{x_k}) − y_k x_k of targets y in [0, 1]: the logistic loss of logits x, in nats.
   */
  LOGISTIC {
    @Override
    double row(double[] outputs, double[] targets, double[] slopes) {
      double loss = 0;
      for (int k = 0; k < outputs.length; k++) {
        double small = StrictMath.exp(-Math.abs(outputs[k]));
        loss += Math.max(0, outputs[k]) + StrictMath.log1p(small) - targets[k] * outputs[k];
        slopes[k] = (outputs[k] >= 0 ? 1 : small) / (1 + small) - targets[k];
      }
      return loss;
    }
  };

  /** The loss of a row; slopes become its derivatives. */
  abstract double row(double[] outputs, double[] targets, double[] slopes);

  /**
   * The mean over rows.
   *
   * @param outputs {@code [batch][outputs]}
   * @param targets of the same shape
   * @param slopes of the same shape; becomes ∂loss/∂outputs
   * @throws IllegalArgumentException if there are no rows
   */
  public double of(double[][] outputs, double[][] targets, double[][] slopes) {
    Checks.inRange("rows of a batch", outputs.length, 1, Integer.MAX_VALUE);
    double sum = 0;
    for (int row = 0; row < outputs.length; row++) {
      sum += row(outputs[row], targets[row], slopes[row]);
      for (int k = 0; k < slopes[row].length; k++) {
        slopes[row][k] /= outputs.length;
      }
    }
    return sum / outputs.length;
  }
}

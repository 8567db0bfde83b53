package dev.cupel.optimizer.acquisition;

import java.util.List;

/**
 * What the next point shall be like.
 *
 * @param merit what it shall have most of
 * @param evaluated the features of the evaluated points, the best first
 * @param good how many of the first ones are good enough to look around them, at least 1
 */
record Aim(Merit merit, List<double[]> evaluated, int good) {}

package dev.cupel.merger.difference;

/**
 * How far apart the values a of one model and b of another are, in sums that add up over tensors.
 *
 * @param tensors how many tensors were compared
 * @param differing how many of them are not equal, value by value
 * @param squaresFirst sum of a²
 * @param squaresSecond sum of b²
 * @param products sum of a b
 * @param squares sum of (b - a)²
 * @param largest the largest |b - a|
 */
public record Distance(int tensors, int differing, double squaresFirst, double squaresSecond, double products,
        double squares, double largest) {

    /** Of nothing. */
    public static final Distance NONE = new Distance(0, 0, 0, 0, 0, 0, 0);

    /** The distance of both together. */
    public Distance plus(Distance other) {
        return new Distance(tensors + other.tensors, differing + other.differing, squaresFirst + other.squaresFirst,
                squaresSecond + other.squaresSecond, products + other.products, squares + other.squares,
                Math.max(largest, other.largest));
    }

    /** ‖b - a‖ / ‖a‖: 0 if they are equal, infinite if only a is 0. */
    public double relative() {
        return squares == 0 ? 0 : Math.sqrt(squares / squaresFirst);
    }

    /** The cosine of the angle between a and b, from -1 to 1: 1 if both are 0, and 0 if one is. */
    public double cosine() {
        double norms = Math.sqrt(squaresFirst) * Math.sqrt(squaresSecond);
        if (norms == 0) {
            return squaresFirst == squaresSecond ? 1 : 0;
        }
        return Math.clamp(products / norms, -1, 1); // rounding may lead outside
    }
}

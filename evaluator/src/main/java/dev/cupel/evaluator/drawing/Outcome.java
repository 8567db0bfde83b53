package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.picture.Picture;
import java.util.ArrayList;
import java.util.List;

/** What came of a picture that was to be drawn. */
public sealed interface Outcome {

    /** What was to be drawn. */
    PictureJob job();

    /** A picture. */
    record Drawn(PictureJob job, Picture picture) implements Outcome {}

    /**
     * Nothing that can be judged: numbers that are none, only black, or nothing for want of memory.
     *
     * @param what   is wrong with it, in few words
     * @param advice what to do
     */
    record Broken(PictureJob job, String what, String advice) implements Outcome {

        private static final String TOO_FAR = "Maybe the merge goes too far, or a model's weights are damaged; try weights nearer to 0 to 1.";

        static Broken notANumber(PictureJob job) {
            return new Broken(job, "the network's result is not a number (NaN)", TOO_FAR);
        }

        static Broken black(PictureJob job) {
            return new Broken(job, "every pixel is black", TOO_FAR);
        }

        /** For a picture that does not fit into memory even by itself, in tiles. */
        static Broken tooLarge(PictureJob job) {
            return new Broken(job, "there is not enough memory for it, even by itself and in tiles",
                    "Maybe a smaller size helps, or other programs hold much memory.");
        }

        /** What is wrong with which picture, and what to do. */
        public String message() {
            return "picture of seed %d, prompt \"%s\": %s.\n%s".formatted(job.seed(), job.prompt(), what, advice);
        }
    }

    /**
     * Pictures that count only together.
     *
     * @throws BrokenPictureException for the first that was not drawn
     */
    static List<Picture> pictures(List<Outcome> outcomes) {
        List<Picture> pictures = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            switch (outcome) {
                case Drawn drawn -> pictures.add(drawn.picture());
                case Broken broken -> throw new BrokenPictureException(broken);
            }
        }
        return pictures;
    }
}

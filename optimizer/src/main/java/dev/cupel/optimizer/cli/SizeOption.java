package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.prompt.Infotext;

/** A size on the command line, such as 512x768. */
final class SizeOption {

    private SizeOption() {}

    /** The size as infotexts write it. */
    static String text(String option, String text) {
        Infotext.Size size = read(option, text);
        return size.width() + "x" + size.height();
    }

    private static Infotext.Size read(String option, String text) {
        String[] sides = text.split("x", -1);
        try {
            if (sides.length == 2) {
                return new Infotext.Size(Integer.parseInt(sides[0].strip()), Integer.parseInt(sides[1].strip()));
            }
        } catch (NumberFormatException e) {
            throw wrong(option, text);
        }
        throw wrong(option, text);
    }

    private static UsageException wrong(String option, String text) {
        return new UsageException(
                "%s must be WIDTHxHEIGHT, but is %s.\nWrite %s 512x768.".formatted(option, text, option));
    }
}
